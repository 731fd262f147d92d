import Bridge

/// What a simulated run is like; drawn from its seed.
struct SimulationShape {
    let rowCount: Int
    let isPulled: Bool
    /// How many rows the invoke announces; more than there are means that some are missing.
    let announced: Int?
    let plan: InvocationMachine.Plan
    let operationsPerCall: Int
    let callsInFlightMax: Int
    let policy: UnknownPolicy
    let faultChance: Double
    let crashChance: Double
    let refusalChance: Double

    init(policy: UnknownPolicy, _ generator: inout SeededGenerator) {
        self.policy = policy
        rowCount = generator.chance(0.05) ? 0 : generator.number(1...40)
        isPulled = generator.chance(0.6)
        announced =
            !isPulled || generator.chance(0.5)
            ? rowCount + (isPulled && generator.chance(0.2) ? generator.number(1...9) : 0) : nil
        plan = InvocationMachine.Plan(
            isReported: generator.chance(0.9), wantsCompletion: generator.chance(0.9),
            pullPageMax: generator.number(1...12), pushBatchMax: generator.number(1...12))
        operationsPerCall = generator.chance(0.4) ? 1 : generator.number(2...7)
        callsInFlightMax = generator.number(1...4)
        faultChance = [0, 0.1, 0.3, 0.6].randomElement(using: &generator) ?? 0
        crashChance = [0, 0.01, 0.05, 0.2].randomElement(using: &generator) ?? 0
        refusalChance = generator.chance(0.3) ? 0.03 : 0
    }

    var progress: Progress {
        Progress(
            state: .accepted, rowsAnnounced: announced, rowsStored: isPulled ? 0 : rowCount,
            isWhole: !isPulled)
    }
}

/// The whole bridge around one machine, with simulated peers and a simulated disk, on one thread
/// and without a clock: a seed tells the same story for ever. It does what the daemon's engine
/// does, in any order that the engine could come to.
struct SimulatedBridge {
    struct Call {
        let claim: InvocationMachine.Claim
        let rows: [Int]
        /// Set when the call has left.
        var answers: [Int: SimulatedMPO.Answer]?
    }

    enum Effect {
        case send(call: Int)
        case rowsAreDurable(RowRanges)
        case batchIsDurable(RowRanges)
        case pageIsReadable(to: Int)
        case pullEndIsDurable
    }

    struct Unit {
        var changes: [SimulatedDisk.Change] = []
        var effects: [Effect] = []
        /// Taken when the unit leaves for the disk.
        var progress: Progress?
        var isEmpty = true
    }

    let shape: SimulationShape
    var generator: SeededGenerator
    var now = at(0)
    var steps = 0

    // What survives a crash.
    var disk: SimulatedDisk
    var mpo = SimulatedMPO()
    var product: SimulatedProduct

    // What does not.
    var machine: InvocationMachine
    var outbox = Unit()
    var unitUnderWay: Unit?
    var calls: [Int: Call] = [:]
    var callCount = 0
    var page: InvocationMachine.PageRequest?
    var batch: RowRanges?
    var isCompleting = false

    init(seed: UInt64, policy: UnknownPolicy) {
        generator = SeededGenerator(seed: seed)
        shape = SimulationShape(policy: policy, &generator)
        disk = SimulatedDisk(shape.progress)
        product = SimulatedProduct(rowCount: shape.rowCount)
        machine = InvocationMachine(plan: shape.plan, progress: shape.progress)
    }

    /// Peers that fail at random must get better some day, or nothing would ever end.
    private static let stormMax = 600
    private static let stepsMax = 20_000

    var isStormy: Bool { steps < Self.stormMax }
    var faultChance: Double { isStormy ? shape.faultChance : 0 }

    /// Runs to the end.
    mutating func run() throws(Violation) {
        while true {
            steps += 1
            try demand(steps < Self.stepsMax, "it does not end: \(machine.progress)")
            now = now.advanced(by: .milliseconds(generator.number(0...40)))
            if isStormy, generator.chance(shape.crashChance) { try crash() }
            submit()
            var events = events()
            // Now and then everything is late.
            if !events.isEmpty, generator.chance(0.5) {
                try happen(events.remove(at: generator.number(0...events.count - 1)))
                continue
            }
            if try ask() { continue }
            if !events.isEmpty {
                try happen(events.remove(at: generator.number(0...events.count - 1)))
                continue
            }
            guard outbox.isEmpty else { continue }
            if machine.progress.state == .halted {
                try resume()
            } else if let wake = machine.nextWake(now: now) {
                now = wake
            } else {
                return try checkEnd()
            }
        }
    }

    private func checkEnd() throws(Violation) {
        try demand(machine.isIdle, "nothing can happen, and something is under way")
        if machine.rowsHeld > 0, machine.progress.state != .completed {
            try demand(shape.policy == .hold, "rows are held")
            try demand(
                disk.settled.count + machine.rowsHeld == shape.rowCount, "rows are left behind")
            if shape.plan.isReported { try product.checkReported(disk.settled) }
            return
        }
        try demand(disk.progress.state == .completed, "it stands still: \(machine.progress)")
        try demand(disk.settled.count == shape.rowCount, "\(disk.settled.count) rows are settled")
        try product.checkEnd(
            disk, isReported: shape.plan.isReported, wantsCompletion: shape.plan.wantsCompletion)
    }

    // MARK: - The end of a process, and the start of the next one

    /// kill -9: whatever is not on disk is gone. Calls that have left go on without us.
    private mutating func crash() throws(Violation) {
        // Some of what was under way still arrives.
        if let batch, generator.chance(0.5) {
            try product.receive(batch, max: shape.plan.pushBatchMax, disk)
        }
        if isCompleting, generator.chance(0.5) {
            try product.receiveCompletion(isReported: shape.plan.isReported)
        }
        product.bridgeCrashed(completionIsOnRecord: disk.progress.state == .completed)
        mpo.bridgeCrashed()
        outbox = Unit()
        unitUnderWay = nil
        calls = [:]
        page = nil
        batch = nil
        isCompleting = false
        try restore()
    }

    private mutating func restore() throws(Violation) {
        machine = InvocationMachine(plan: shape.plan, progress: disk.progress.resumed)
        guard disk.progress.state != .completed else { return }
        let lost = machine.restore(disk.found(), now: now)
        let rows = lost.ranges.flatMap { Array($0) }
        try demand(rows == disk.lost, "lost are \(disk.lost) and not \(rows)")
        let decision = Decision.after(.unknown, onUnknown: shape.policy, taskSurelyExists: false)
        var final = RowRanges()
        for row in rows {
            let attempt = disk.exceptions[row]?.attempt ?? 1
            if settle(row, by: decision, attempt: attempt, delay: .zero) {
                final.insert(row..<row + 1)
            }
        }
        if !final.isEmpty { outbox.effects.append(.rowsAreDurable(final)) }
    }

    /// An operator has talked to the peer that refused us, and starts the bridge again.
    private mutating func resume() throws(Violation) {
        guard unitUnderWay == nil, machine.isIdle else {
            throw Violation("a halted invocation does not come to rest")
        }
        try demand(disk.progress.state == .halted, "the halt is not on disk")
        try restore()
    }
}
