import Bridge

/// The whole bridge in one thread and in virtual time: the machines and gates that run in
/// production, with simulated peers, a simulated disk, and a process that can die at any point. It
/// does what the daemon's engine does; a seed tells the same story for ever.
final class SimulatedBridge {
    let shape: SimulationShape
    var generator: SeededGenerator
    var now = at(0)
    private(set) var steps = 0
    var tally = SimulationTally()
    var trace: SimulationTrace
    /// Every call that left for MPO.
    var callLog: [(at: MonotonicTime, invocation: Int, isWell: Bool)] = []

    // What survives a crash.
    var disk: SimulatedDisk
    var mpo: SimulatedMPO
    var products: [SimulatedProduct]
    /// Rows that an operator gave an end at some time, each with its invocation.
    var resolvedByHand: Set<[Int]> = []
    private var events: [SimulatedEvent] = []
    private var eventCount = 0
    /// When the engine hears of the invocation that was accepted last.
    var lastHeardAt: MonotonicTime?

    // What does not.
    var process: SimulatedProcess

    init(shape: SimulationShape, generator: SeededGenerator, isTold: Bool = false) {
        self.shape = shape
        self.generator = generator
        trace = SimulationTrace(isTold: isTold)
        disk = SimulatedDisk(count: shape.invocations.count)
        mpo = SimulatedMPO(shape)
        products = shape.invocations.map { SimulatedProduct($0) }
        process = SimulatedProcess(shape, canLookUp: shape.canLookUp)
    }

    convenience init(seed: UInt64, isTold: Bool = false) {
        var generator = SeededGenerator(seed: seed)
        let shape = SimulationShape(seed: seed, &generator)
        self.init(shape: shape, generator: generator, isTold: isTold)
    }

    /// Peers that fail at random must get better some day, or nothing would ever end.
    var isStormy: Bool { steps < shape.stormSteps }
    private static let stepsMax = 100_000

    func tell(_ text: @autoclosure () -> String) { trace.tell(now, text()) }

    // MARK: - Time

    func schedule(_ kind: SimulatedEvent.Kind, after delay: Duration) {
        eventCount += 1
        events.append(
            SimulatedEvent(at: now.advanced(by: delay), number: eventCount, kind: kind))
    }

    private func popDue() -> SimulatedEvent? {
        var found: Int?
        for (place, event) in events.enumerated() where event.at <= now {
            if let earlier = found.map({ events[$0] }),
                (earlier.at, earlier.number) <= (event.at, event.number)
            {
                continue
            }
            found = place
        }
        return found.map { events.remove(at: $0) }
    }

    func forgetEventsOfProcess() { events.removeAll { !$0.kind.outlivesProcess } }

    /// How long something takes: mostly little, and now and then long.
    func delay() -> Duration {
        if isStormy, generator.chance(0.05) {
            return .milliseconds(100 * generator.number(1...300))
        }
        return .milliseconds(10 * generator.number(0...9))
    }

    func jitter() -> Double { Double.random(in: 0...1, using: &generator) }

    func dies() -> Bool {
        isStormy && shape.crashChance > 0 && generator.chance(shape.crashChance)
    }

    // MARK: - The loop

    /// Runs to the end: until nothing can happen any more.
    func run() throws(Violation) {
        tally.seeds = 1
        tally.invocations = shape.invocations.count
        if !shape.invocations.isEmpty {
            schedule(.invoke(0), after: shape.invocations[0].invokedAfter)
        }
        if shape.actChance > 0 { schedule(.act, after: delay()) }
        while true {
            steps += 1
            try demand(steps < Self.stepsMax, "it does not end")
            while let event = popDue() {
                if !event.kind.outlivesProcess, dies() { try crash() } else { try happen(event) }
            }
            if dies() { try crash() }
            try rest()
            try activate()
            try advance()
            if dies() { try crash() }
            submit()
            if let next = nextMoment() {
                now = max(now, next)
            } else if try !wakeFromRest() {
                break
            }
        }
        try checkEnd()
        sum()
    }

    private func nextMoment() -> MonotonicTime? {
        if process.isBehind, roomForInvocations > 0 { return now }
        if isPlaceWanted, process.invocations.indices.contains(where: { canRest($0) }) {
            return now
        }
        var next: MonotonicTime?
        func consider(_ moment: MonotonicTime?) {
            guard let moment else { return }
            next = next.map { min($0, moment) } ?? moment
        }
        for event in events { consider(event.at) }
        consider(process.storeRetryAt)
        for invocation in process.invocations {
            consider(invocation?.machine.machine.nextWake(now: now))
        }
        for memory in process.resting.values {
            // Who is due and finds no place waits for one, not for a moment.
            if roomForInvocations > 0 || memory.wakeAt.map({ $0 > now }) ?? false {
                consider(memory.wakeAt)
            }
        }
        consider(gateOpensAt())
        consider(hostOpensAt())
        return next
    }

    private func happen(_ event: SimulatedEvent) throws(Violation) {
        switch event.kind {
        case .invoke(let number): invoke(number)
        case .accepted(let number): try take(number)
        case .commit: try commit()
        case .written(let isFull): try written(isFull: isFull)
        case .callEnds(let number): try callEnds(number)
        case .lookUpEnds(let lookUp): try lookUpEnds(lookUp)
        case .pageEnds(let number, let request, let fault, let rowCount, let pass):
            try pageEnds(number, request, fault, rowCount, pass)
        case .batchEnds(let number, let batch, let fault, let pass):
            try batchEnds(number, batch, fault, pass)
        case .completionEnds(let number, let fault, let pass):
            try completionEnds(number, fault, pass)
        case .act: try act()
        }
    }

    /// Asks the machines everything, until a pass starts nothing.
    private func advance() throws(Violation) {
        var began = true
        while began {
            for number in process.invocations.indices { queue(number) }
            began = try startProductCalls()
            if try fill() { began = true }
        }
    }

    /// Puts an invocation where its turn will come, or on its way out.
    private func queue(_ number: Int) {
        guard let invocation = process.invocations[number] else { return }
        let machine = invocation.machine.machine
        guard machine.progress.state.isOpen else {
            if machine.isIdle, !invocation.isEnding {
                process.invocations[number]?.isEnding = true
                process.outbox.effects.append(.ended(number))
            }
            return
        }
        queueForMPO(number)
    }

    // MARK: - The end

    /// Nothing happens any more unless somebody starts the bridge anew, as its operator does when
    /// a peer that refused us has been talked to.
    private func wakeFromRest() throws(Violation) -> Bool {
        let isHalted = disk.invocations.contains { $0?.progress.state == .halted }
        guard isHalted else { return false }
        tell("all that is left is halted")
        try crash()
        return true
    }

    private func checkEnd() throws(Violation) {
        for number in shape.invocations.indices {
            do {
                try checkEnd(number)
            } catch {
                throw Violation("invocation \(number): \(error)")
            }
        }
    }

    private func checkEnd(_ number: Int) throws(Violation) {
        guard let records = disk.invocations[number] else {
            throw Violation("it was never accepted")
        }
        let invocation = shape.invocations[number]
        let policy = shape.mappings[invocation.mapping].policy
        let held = records.heldRows
        try demand(held.isEmpty || policy == .hold, "rows \(held) are held")
        try demand(
            records.settledRows.count + held.count == records.rowCount,
            "rows are left behind: \(records.progress)")
        try demand(
            (records.progress.state == .completed) == held.isEmpty,
            "it stands still: \(records.progress)")
        try products[number].checkEnd(records)
        for row in 0..<records.rowCount { try checkEnd(row, of: number, records, policy) }
    }

    /// A row's status against what MPO really did.
    private func checkEnd(
        _ row: Int, of number: Int, _ records: SimulatedRecords, _ policy: UnknownPolicy
    ) throws(Violation) {
        let truth = mpo.row(row, of: number)
        try demand(
            truth.creations <= 1 || policy == .retry || truth.mayRepeat,
            "row \(row) was created \(truth.creations) times")
        if resolvedByHand.contains([number, row]) { return }
        switch records.status(of: row) {
        case .succeeded:
            try demand(truth.creations > 0, "row \(row) succeeded without a task")
        case .failed:
            try demand(truth.creations == 0, "row \(row) failed, and has a task")
        case .unknown, nil:
            try demand(
                truth.isRisky || truth.isInDoubt || tally.crashes > 0,
                "row \(row) is unknown and was never sent")
        }
    }

    private func sum() {
        tally.steps = steps
        tally.rows = disk.invocations.reduce(0) { $0 + ($1?.rowCount ?? 0) }
        tally.calls = mpo.callsSent
        tally.operations = mpo.operationsSent
        tally.batches = products.reduce(0) { $0 + $1.batches }
    }
}
