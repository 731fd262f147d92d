import Bridge

/// MPO as far as it matters here: it counts what it was sent and remembers what it told.
struct SimulatedMPO {
    /// What one operation comes to, and what the bridge is told of it.
    struct Answer {
        let outcome: OutcomeClass
        let isSurelyCreated: Bool
    }

    /// Rows that were sent and of which the bridge does not know that no task exists.
    private var risky: Set<Int> = []
    /// Rows of which the bridge was told that their task exists.
    private var told: Set<Int> = []
    private(set) var sendings = 0

    /// A call arrives, or is lost on its way.
    mutating func send(_ row: Int, policy: UnknownPolicy) throws(Violation) {
        try demand(policy == .retry || !risky.contains(row), "row \(row) may be created twice")
        try demand(!told.contains(row), "row \(row) is sent again though its task exists")
        risky.insert(row)
        sendings += 1
    }

    /// The bridge learns what became of a row.
    mutating func tell(_ row: Int, _ answer: Answer) {
        switch answer.outcome {
        case .notSent, .notNow, .refused: risky.remove(row)
        case .unknown: if answer.isSurelyCreated { told.insert(row) }
        case .exists, .done: told.insert(row)
        }
    }

    /// The bridge has forgotten what was not on disk. What is there is held against by
    /// `SimulatedDisk`.
    mutating func bridgeCrashed() { told.removeAll() }

    /// What a call of these rows comes to.
    static func answers(
        _ rows: [Int], attempt: Int, faultChance: Double, _ generator: inout SeededGenerator
    ) -> [Int: Answer] {
        var answers: [Int: Answer] = [:]
        let isLost = generator.chance(faultChance)
        let losses: [OutcomeClass] = [.notSent, .notNow, .unknown]
        let lostAs = losses.randomElement(using: &generator) ?? .unknown
        for row in rows {
            var outcome: OutcomeClass = .done
            if isLost {
                outcome = lostAs
            } else if generator.chance(faultChance) {
                outcome = [.refused, .unknown, .notNow].randomElement(using: &generator) ?? .done
                if attempt > 1, generator.chance(0.3) { outcome = .exists }
            } else if generator.chance(0.1) {
                outcome = .refused
            }
            answers[row] = Answer(
                outcome: outcome,
                isSurelyCreated: outcome == .unknown && !isLost && generator.chance(0.3))
        }
        return answers
    }
}

/// The product: it serves pages and checks what it is told.
struct SimulatedProduct {
    let rowCount: Int
    private var received: [Int: InvocationMachine.FinalStatus] = [:]
    /// Rows of which the bridge cannot know that they were received: these may come again.
    private var mayRepeat: Set<Int> = []
    /// Rows whose acknowledgement the bridge has and not yet on record.
    private var acknowledged: Set<Int> = []
    private var completions = 0
    private var completionMayRepeat = false

    init(rowCount: Int) { self.rowCount = rowCount }

    mutating func receive(
        _ batch: RowRanges, max: Int, _ disk: SimulatedDisk
    ) throws(Violation) {
        try demand((1...max).contains(batch.count), "a batch of \(batch.count), at most \(max)")
        try demand(completions == 0, "a batch after the completion")
        for row in batch.ranges.flatMap({ Array($0) }) {
            guard let status = disk.status(of: row) else {
                throw Violation("row \(row) is reported without a record")
            }
            if let earlier = received[row] {
                try demand(mayRepeat.contains(row), "row \(row) is reported twice")
                try demand(earlier == status, "row \(row) changed its status")
            }
            received[row] = status
            mayRepeat.insert(row)
        }
    }

    mutating func acknowledgementArrived(_ batch: RowRanges) {
        for row in batch.ranges.flatMap({ Array($0) }) {
            mayRepeat.remove(row)
            acknowledged.insert(row)
        }
    }

    mutating func acknowledgementIsOnRecord(_ batch: RowRanges) {
        for row in batch.ranges.flatMap({ Array($0) }) { acknowledged.remove(row) }
    }

    mutating func receiveCompletion(isReported: Bool) throws(Violation) {
        try demand(completions == 0 || completionMayRepeat, "a second completion")
        try demand(
            !isReported || received.count == rowCount,
            "completed after \(received.count) of \(rowCount) rows")
        completions += 1
        completionMayRepeat = true
    }

    mutating func completionAcknowledgementArrived() { completionMayRepeat = false }

    /// The bridge has forgotten what was not on disk.
    mutating func bridgeCrashed(completionIsOnRecord: Bool) {
        mayRepeat.formUnion(acknowledged)
        acknowledged.removeAll()
        if completions > 0, !completionIsOnRecord { completionMayRepeat = true }
    }

    func checkEnd(_ disk: SimulatedDisk, isReported: Bool, wantsCompletion: Bool) throws(Violation)
    {
        if isReported {
            try demand(received.count == rowCount, "\(received.count) of \(rowCount) rows came")
            for (row, status) in received {
                try demand(disk.status(of: row) == status, "row \(row) was reported differently")
            }
        } else {
            try demand(received.isEmpty, "a batch though nobody wants one")
        }
        try demand(wantsCompletion == (completions > 0), "\(completions) completions")
    }

    /// Everything but the rows that are held.
    func checkReported(_ rows: [Int]) throws(Violation) {
        try demand(Set(received.keys) == Set(rows), "settled rows are not reported: \(rows)")
        try demand(completions == 0, "completed without the rows that are held")
    }
}
