import CSQLite
import Glibc
import Synchronization

/// A disk in memory, with the files of one database on it, and a fault that comes when it is told
/// to. What is synced survives a power cut; of what is not, any part may.
final class FaultyDisk: Sendable {
    struct State {
        var files: [String: DiskFile] = [:]
        var locks: [String: FileLocks] = [:]
        var plan: FaultPlan
        var coin: Coin
        /// The files right after the first operation that went wrong.
        var filesAtFault: [String: DiskFile]?

        mutating func noteFault() {
            if plan.hasStruck, filesAtFault == nil { filesAtFault = files }
        }
    }

    let state: Mutex<State>
    let memory = SharedMemory()

    init(_ files: [String: [UInt8]] = [:], fault: Fault = .none, coin: Coin = Coin(seed: 0)) {
        state = Mutex(
            State(files: files.mapValues { DiskFile($0) }, plan: FaultPlan(fault), coin: coin))
    }

    /// The same disk, in the same moment, in a machine whose process has ended.
    private init(_ files: [String: DiskFile], fault: Fault) {
        state = Mutex(State(files: files, plan: FaultPlan(fault), coin: Coin(seed: 0)))
    }

    var plan: FaultPlan { state.withLock { $0.plan } }

    /// The process ends, and another one comes: it sees all that this one did, synced or not.
    func restarted(fault: Fault = .none) -> FaultyDisk {
        FaultyDisk(state.withLock { $0.files }, fault: fault)
    }

    /// The disk in the moment of the fault: a daemon ends its process at once, and closes nothing.
    func atFault() -> FaultyDisk {
        FaultyDisk(state.withLock { $0.filesAtFault ?? $0.files }, fault: .none)
    }

    /// The power goes, and comes back.
    func afterPowerCut(_ coin: Coin, fault: Fault = .none) -> FaultyDisk {
        let files = state.withLock { $0.files }
        var coin = coin
        var left: [String: [UInt8]] = [:]
        for (name, file) in files.sorted(by: { $0.key < $1.key }) {
            left[name] = file.survivor(&coin)
        }
        return FaultyDisk(left, fault: fault, coin: coin)
    }

    // MARK: - What SQLite asks for

    /// `false` when the file is not there and not to be made.
    func open(_ name: String, creates: Bool) -> Bool {
        state.withLock { state in
            if creates { state.files[name, default: DiskFile()].create() }
            return state.files[name]?.content != nil
        }
    }

    func exists(_ name: String) -> Bool {
        state.withLock { $0.files[name]?.content != nil }
    }

    func size(_ name: String) -> Int {
        state.withLock { $0.files[name]?.content?.count ?? 0 }
    }

    /// The bytes that are there, fewer at the end of the file.
    func read(_ name: String, _ range: Range<Int>) -> ArraySlice<UInt8> {
        state.withLock { state in
            guard let content = state.files[name]?.content else { return [] }
            return content[range.clamped(to: 0..<content.count)]
        }
    }

    func write(_ name: String, _ bytes: [UInt8], at offset: Int) -> Int32 {
        change(name, .write) { file, verdict in
            // A disk that fails or is full often takes a part.
            let half = Array(bytes.prefix(bytes.count / 2))
            switch verdict {
            case .done, .noPower: file.write(bytes, at: offset)
            case .ioError, .full: file.write(half, at: offset)
            }
        }
    }

    func truncate(_ name: String, to size: Int) -> Int32 {
        change(name, .truncate) { file, verdict in
            if case .ioError = verdict { return }
            file.truncate(to: size)
        }
    }

    func delete(_ name: String, isSynced: Bool) -> Int32 {
        change(name, .delete) { file, verdict in
            switch verdict {
            case .done: file.delete(isSynced: isSynced)
            case .noPower: file.delete(isSynced: false)
            case .ioError, .full: break
            }
        }
    }

    /// - Parameter syncsNames: also the names of all files, as they lie in one folder.
    func sync(_ name: String, syncsNames: Bool) -> Int32 {
        state.withLock { state in
            switch state.plan.next(.sync) {
            case .done:
                if syncsNames {
                    for other in state.files.keys { state.files[other]?.syncName() }
                }
                state.files[name]?.sync()
                return SQLITE_OK
            case .noPower: return Self.code(.noPower, .sync)
            case .ioError, .full:
                state.files[name]?.failSync(&state.coin)
                state.noteFault()
                return Self.code(.ioError, .sync)
            }
        }
    }

    private func change(
        _ name: String, _ operation: Fault.Operation,
        _ body: (inout DiskFile, Fault.Verdict) -> Void
    ) -> Int32 {
        state.withLock { state in
            let isLost = state.plan.isWithoutPower
            let verdict = state.plan.next(operation)
            // What is asked for after the power is gone never happens.
            if !isLost { body(&state.files[name, default: DiskFile()], verdict) }
            state.noteFault()
            return Self.code(verdict, operation)
        }
    }

    /// SQLite's extended result codes (https://www.sqlite.org/rescode.html).
    private static func code(_ verdict: Fault.Verdict, _ operation: Fault.Operation) -> Int32 {
        switch verdict {
        case .done: return SQLITE_OK
        case .full:
            errno = ENOSPC
            return SQLITE_FULL
        case .noPower, .ioError:
            errno = EIO
            return switch operation {
            case .write: SQLITE_IOERR | 3 << 8
            case .sync: SQLITE_IOERR | 4 << 8
            case .truncate: SQLITE_IOERR | 6 << 8
            case .delete: SQLITE_IOERR | 10 << 8
            }
        }
    }
}
