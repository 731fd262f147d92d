import Bridge

/// A call to MPO from its claim to its answer.
struct CallInFlight {
    let invocation: OpenInvocation
    let claim: InvocationMachine.Claim
    /// Rows of the claim that could not be mapped and are not part of the call.
    let unmapped: [Int]
    /// How many operations the body holds: the claim's rows without the unmapped ones.
    let operations: Int
    let body: [UInt8]
    /// As the configuration had them when the body was written, which tells MPO one of them.
    let timeouts: CallTimeouts
    let pass: CallPass
    var sentAt = UnixTime(milliseconds: 0)
    var startedAt = MonotonicTime(nanoseconds: 0)
    /// When its connection was there; set at its end.
    var connectedAt = MonotonicTime(nanoseconds: 0)
    /// The signature was refused once and made anew.
    var isSignedAnew = false
}

/// How long the parts of a call to MPO may take.
struct CallTimeouts {
    let connect: Duration
    /// Longer than MPO waits for a process, so that MPO's own answer comes first; after this time
    /// MPO has surely given up.
    let firstByte: Duration
    /// All of a call.
    let total: Duration
}

/// The places that a call to MPO takes, from its claim to its end.
struct CallPass {
    let target: TargetGate.Pass
    let lane: Lane
    let mapping: TargetGate.Pass
}

/// What a transfer under way is for.
enum TransferPurpose {
    case call(CallInFlight)
    /// Asks for the task of a row whose outcome is unknown.
    case lookUp(OpenInvocation, row: Int, attempt: Int, TargetGate.Pass)
    case page(OpenInvocation, InvocationMachine.PageRequest)
    case batch(OpenInvocation, RowRanges, startedAt: UnixTime)
    case completion(OpenInvocation)
}

/// The transfers under way, by the tag they carry through libcurl.
struct TransferTable {
    private var slots: [TransferPurpose?] = []
    private var free: [Int] = []

    private(set) var count = 0

    mutating func insert(_ purpose: TransferPurpose) -> UInt64 {
        count += 1
        if let slot = free.popLast() {
            slots[slot] = purpose
            return UInt64(slot)
        }
        slots.append(purpose)
        return UInt64(slots.count - 1)
    }

    mutating func remove(_ tag: UInt64) -> TransferPurpose? {
        let slot = Int(tag)
        guard slots.indices.contains(slot), let purpose = slots[slot].take() else { return nil }
        free.append(slot)
        count -= 1
        return purpose
    }

    /// Puts a purpose back under its tag: the same call goes out again.
    mutating func update(_ tag: UInt64, _ change: (inout TransferPurpose) -> Void) {
        guard var purpose = slots[Int(tag)].take() else { return }
        change(&purpose)
        slots[Int(tag)] = purpose
    }

    /// All that is under way, in no order.
    var purposes: some Sequence<TransferPurpose> { slots.lazy.compactMap { $0 } }

    subscript(tag: UInt64) -> TransferPurpose? { slots[Int(tag)] }
}
