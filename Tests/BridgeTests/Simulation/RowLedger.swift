import Bridge

/// What a reader who keeps a list of all rows would know of one invocation. The machine keeps
/// cursors and exceptions instead; after every event both must say the same.
struct RowLedger {
    enum State: UInt8 {
        case fresh, inFlight, waiting, lookingUp, held, succeeded, failed, unknown

        var isFinal: Bool { rawValue >= State.succeeded.rawValue }

        init(_ status: InvocationMachine.FinalStatus) {
            switch status {
            case .succeeded: self = .succeeded
            case .failed: self = .failed
            case .unknown: self = .unknown
            }
        }
    }

    /// How far the product has heard of a row.
    enum Report: UInt8 {
        case none, inBatch, acknowledged, onRecord
    }

    struct Row {
        var state = State.fresh
        /// The number of the attempt that is under way or comes next.
        var attempt = 1
        var dueAt = MonotonicTime(nanoseconds: 0)
        /// Its final status is on disk.
        var isDurable = false
        var report = Report.none
    }

    let plan: InvocationMachine.Plan
    var rows: [Row]
    /// Rows below this are on disk.
    var readableTo: Int
    var announced: Int?
    var isWhole: Bool
    /// The product acknowledged the completion.
    var isNotified: Bool
    var isHalted = false
    var isCompleted: Bool
    /// A page that was too large makes the next ones smaller.
    var pullLimit: Int

    init(plan: InvocationMachine.Plan, progress: Progress) {
        self.plan = plan
        rows = Array(repeating: Row(), count: progress.rowsStored)
        readableTo = progress.rowsStored
        announced = progress.rowsAnnounced
        isWhole = progress.isWhole || progress.rowsAnnounced == progress.rowsStored
        isNotified = progress.isNotified
        isCompleted = progress.state == .completed
        pullLimit = plan.pullPageMax
    }

    /// Rows that a batch may carry, the lowest first.
    var reportable: [Int] {
        rows.indices.filter {
            rows[$0].state.isFinal && rows[$0].isDurable && rows[$0].report == .none
        }
    }

    /// Every row there will ever be is settled, reported, and all that is on disk.
    var isOver: Bool {
        isWhole
            && rows.allSatisfy {
                $0.state.isFinal && $0.isDurable && (!plan.isReported || $0.report == .onRecord)
            }
    }

    /// Counts anew, and compares.
    func check(_ machine: InvocationMachine, now: MonotonicTime) throws(Violation) {
        var expected = Progress(
            state: .running, rowsAnnounced: announced, rowsStored: rows.count, isWhole: isWhole,
            isNotified: isNotified)
        var held = 0
        var inFlight = 0
        var isSettled = isWhole
        var isClaimable = false
        var reportedTo = 0
        for (index, row) in rows.enumerated() {
            if row.state != .fresh {
                try demand(expected.claimedTo == index, "row \(index) was claimed out of turn")
                expected.claimedTo = index + 1
            } else if index < readableTo {
                isClaimable = true
            }
            switch row.state {
            case .fresh: break
            case .inFlight: inFlight += 1
            case .waiting, .lookingUp: if row.dueAt <= now { isClaimable = true }
            case .held: held += 1
            case .succeeded: expected.succeeded += 1
            case .failed: expected.failed += 1
            case .unknown: expected.unknown += 1
            }
            if row.state.isFinal, expected.settledTo == index { expected.settledTo = index + 1 }
            if !row.isDurable { isSettled = false }
            if row.report == .acknowledged || row.report == .onRecord {
                expected.reported += 1
                if reportedTo == index { reportedTo = index + 1 }
            }
        }
        expected.reportedTo = plan.isReported ? reportedTo : expected.settledTo
        let isReported = isSettled && (!plan.isReported || expected.reported == rows.count)
        expected.state = state(isReported: isReported)
        try demand(machine.progress == expected, "\(machine.progress) and not \(expected)")
        try demand(machine.rowsHeld == held, "\(machine.rowsHeld) rows held and not \(held)")
        try demand(machine.isSettled == isSettled, "settled: \(machine.isSettled)")
        try demand(machine.isReported == isReported, "reported: \(machine.isReported)")
        try demand(!machine.isIdle || inFlight == 0, "idle with \(inFlight) rows in flight")
        try demand(
            machine.isClaimable(now: now) == (isClaimable && expected.state.isOpen),
            "claimable: \(machine.isClaimable(now: now))")
    }

    private func state(isReported: Bool) -> InvocationState {
        if isCompleted { return .completed }
        if isHalted { return .halted }
        guard isWhole else { return rows.isEmpty ? .accepted : .pulling }
        return isReported ? .completing : .running
    }
}
