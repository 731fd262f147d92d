import Bridge

/// MPO: it keeps tasks, by their references, and counts what it was sent.
struct SimulatedMPO {
    /// What one operation comes to, and what the bridge is told of it.
    struct Answer {
        let outcome: OutcomeClass
        var isSurelyCreated = false
    }

    /// What it knows of one row, and what may be done with it.
    struct Row {
        /// Tasks that were created, those that it has forgotten included.
        var creations = 0
        /// When the last one is created: a call can be slow to arrive.
        var createdAt: MonotonicTime?
        var endsAt: MonotonicTime?
        var forgottenAt: MonotonicTime?
        var lastAttempt = 0
        /// It was sent, and the bridge does not know that no task exists.
        var isRisky = false
        /// The outcome of one of its attempts is unknown: no later one's says more about it.
        var isInDoubt = false
        /// The bridge was told that its task exists.
        var isTold = false
        /// An operator said that it may be created twice.
        var mayRepeat = false

        func hasTask(_ now: MonotonicTime) -> Bool {
            guard let createdAt, createdAt <= now else { return false }
            return forgottenAt.map { now < $0 } ?? true
        }
    }

    private let shape: SimulationShape
    private var rows: [[Row]]
    private(set) var operationsSent = 0
    private(set) var callsSent = 0

    init(_ shape: SimulationShape) {
        self.shape = shape
        rows = shape.invocations.map { _ in [] }
    }

    func row(_ row: Int, of invocation: Int) -> Row {
        row < rows[invocation].count ? rows[invocation][row] : Row()
    }

    private mutating func change(_ row: Int, of invocation: Int, _ change: (inout Row) -> Void) {
        while rows[invocation].count <= row { rows[invocation].append(Row()) }
        change(&rows[invocation][row])
    }

    /// A call leaves for MPO. - Returns: what comes back for each of its rows.
    mutating func receive(
        _ sent: [Int], of invocation: Int, attempt: Int, _ fault: CallFault, now: MonotonicTime,
        _ generator: inout SeededGenerator
    ) throws(Violation) -> [Answer] {
        callsSent += 1
        var answers: [Answer] = []
        for row in sent {
            operationsSent += 1
            try checkPromise(row, of: invocation, attempt: attempt)
            change(row, of: invocation) {
                $0.isRisky = true
                $0.lastAttempt = attempt
            }
            answers.append(answer(row, invocation, attempt, fault, now, &generator))
        }
        return answers
    }

    /// The promise: no task is created twice.
    private func checkPromise(
        _ row: Int, of invocation: Int, attempt: Int
    ) throws(Violation) {
        let known = self.row(row, of: invocation)
        let shape = shape.invocations[invocation]
        try demand(
            shape.unmappableRows.contains(row) == false, "row \(row) cannot be mapped, and leaves")
        let mayRepeat = self.shape.mappings[shape.mapping].policy == .retry || known.mayRepeat
        try demand(mayRepeat || !known.isRisky, "row \(row) may be created twice")
        try demand(
            known.mayRepeat || !known.isTold, "row \(row) is sent again though its task exists")
        try demand(
            attempt > known.lastAttempt || (attempt == known.lastAttempt && !known.isRisky),
            "row \(row) leaves as attempt \(attempt) after attempt \(known.lastAttempt)")
    }

    private mutating func answer(
        _ row: Int, _ invocation: Int, _ attempt: Int, _ fault: CallFault, _ now: MonotonicTime,
        _ generator: inout SeededGenerator
    ) -> Answer {
        let isInvalid = shape.invocations[invocation].invalidRows.contains(row)
        switch fault {
        case .none:
            if isInvalid { return Answer(outcome: .refused) }
            if shape.sendsReference, self.row(row, of: invocation).hasTask(now) {
                return Answer(outcome: attempt > 1 ? .exists : .refused)
            }
            create(row, of: invocation, now, lasts: .zero)
            return Answer(outcome: .done)
        case .connectionRefused, .tooManyRequests, .safelyUnavailable, .processPaused,
            .unauthorized, .requestLost:
            return Answer(outcome: fault.outcome ?? .unknown)
        case .serverError:
            if generator.chance(0.5) { return Answer(outcome: .unknown) }
            fallthrough
        case .answerLost, .taskTimeout:
            if isInvalid {
                return Answer(outcome: fault == .taskTimeout ? .refused : .unknown)
            }
            let late: Duration =
                fault == .answerLost && generator.chance(0.3)
                ? .milliseconds(generator.number(0...Int(shape.settleTime.inMilliseconds))) : .zero
            create(
                row, of: invocation, now.advanced(by: late),
                lasts: .milliseconds(generator.number(0...60_000)))
            return Answer(outcome: .unknown, isSurelyCreated: fault == .taskTimeout)
        }
    }

    private mutating func create(
        _ row: Int, of invocation: Int, _ at: MonotonicTime, lasts: Duration
    ) {
        let memory = shape.taskMemory
        let sendsReference = shape.sendsReference
        change(row, of: invocation) {
            // The reference is unique among the tasks that MPO knows.
            if sendsReference, $0.createdAt != nil, $0.forgottenAt.map({ at < $0 }) ?? true {
                return
            }
            $0.creations += 1
            $0.createdAt = at
            $0.endsAt = at.advanced(by: lasts)
            $0.forgottenAt = at.advanced(by: lasts + memory)
        }
    }

    /// The bridge learns what became of a row.
    mutating func tell(_ row: Int, of invocation: Int, _ answer: Answer) {
        change(row, of: invocation) {
            switch answer.outcome {
            case .notSent, .notNow, .refused: $0.isRisky = false
            case .unknown:
                $0.isInDoubt = true
                if answer.isSurelyCreated { $0.isTold = true }
            case .exists, .done: $0.isTold = true
            }
        }
    }

    /// An operator sends a row again, whatever MPO has of it.
    mutating func allowRepeat(_ row: Int, of invocation: Int) {
        change(row, of: invocation) { $0.mayRepeat = true }
    }

    /// The bridge asks for a task.
    mutating func lookUp(
        _ row: Int, of invocation: Int, now: MonotonicTime
    ) -> Decision.Finding {
        let known = self.row(row, of: invocation)
        guard shape.sendsReference, known.hasTask(now), let endsAt = known.endsAt else {
            return .notFound
        }
        change(row, of: invocation) { $0.isTold = true }
        return now < endsAt ? .running : .ended
    }

    /// The bridge has forgotten what was not on disk.
    mutating func bridgeCrashed(_ disk: SimulatedDisk) {
        for invocation in rows.indices {
            for row in rows[invocation].indices where rows[invocation][row].isTold {
                let records = disk.invocations[invocation]
                let isKnown =
                    records?.status(of: row) != nil
                    || records?.exceptions[row]?.isSurelyCreated == true
                rows[invocation][row].isTold = isKnown
            }
        }
    }
}
