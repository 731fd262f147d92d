/// What goes wrong, and when. Operations are counted from 1: writes, truncations, deletions and
/// syncs that reach the disk.
enum Fault: Hashable, Sendable {
    case none
    /// The power goes while operation `at` is under way: perhaps it was done, perhaps in part.
    case powerCut(at: Int)
    /// Operation `at` fails with an I/O error, a write after half of it.
    case ioError(at: Int)
    /// The disk is full for so many writes and growths from write `at` on.
    case full(at: Int, writes: Int)
    /// Sync number `at` fails, and with it what was to be synced.
    case failedSync(at: Int)

    enum Operation: Hashable, Sendable {
        case write, truncate, delete, sync
    }

    /// What becomes of an operation.
    enum Verdict {
        case done
        /// Not done, or only perhaps: there is no power any more.
        case noPower
        case ioError
        case full
    }
}

/// Counts operations until the fault's turn comes.
struct FaultPlan {
    let fault: Fault
    private(set) var operations = 0
    private(set) var writes = 0
    private(set) var syncs = 0
    /// Whether anything went wrong so far.
    private(set) var hasStruck = false
    private(set) var isWithoutPower = false

    init(_ fault: Fault) { self.fault = fault }

    mutating func next(_ operation: Fault.Operation) -> Fault.Verdict {
        operations += 1
        if operation == .write { writes += 1 }
        if operation == .sync { syncs += 1 }
        let verdict = verdict(on: operation)
        if case .done = verdict { return verdict }
        hasStruck = true
        return verdict
    }

    private mutating func verdict(on operation: Fault.Operation) -> Fault.Verdict {
        switch fault {
        case .none: return .done
        case .powerCut(let at):
            isWithoutPower = operations >= at
            return isWithoutPower ? .noPower : .done
        case .ioError(let at): return operations == at ? .ioError : .done
        case .full(let at, let count):
            return operation == .write && (at..<at + count).contains(writes) ? .full : .done
        case .failedSync(let at): return operation == .sync && syncs == at ? .ioError : .done
        }
    }
}
