import Bridge
import Store

/// One try of a row as people are told of it. Its number is its place among all of them, since not
/// every try spends an attempt; a try that was cut off with the process left no record, and is
/// known by the number that it spent.
struct RowTry: Hashable {
    /// From 1, each once.
    var number = 0
    /// Which attempt it was, as the retry limits count.
    let attempt: Int
    /// `nil` while it is under way.
    let `class`: OutcomeClass?
    let reason: String
    let sentAt: UnixTime?
    let milliseconds: Int?
    /// The bridge ended while the call was under way.
    var isCutOff = false
}

extension RowTry {
    private static let cutOffReason = "the bridge was stopped while the call was under way"

    /// All tries of a row, oldest first.
    ///
    /// - Parameters:
    ///   - records: what is kept of tries that did not simply succeed.
    ///   - call: the call in which its first try succeeded.
    static func all(
        _ records: [AttemptRecord], exception: ExceptionRecord?, call: CallRecord?, state: RowState
    ) -> [RowTry] {
        var tries: [RowTry] = []
        // Attempts of which a task may have come: the next number begins behind them.
        var doubtful: Set<Int> = []
        func fill(below end: Int) {
            guard end > 1 else { return }
            for attempt in 1..<end where doubtful.insert(attempt).inserted {
                tries.append(cutOff(attempt))
            }
        }
        for record in records {
            fill(below: record.attempt)
            if record.isDoubtful { doubtful.insert(record.attempt) }
            tries.append(RowTry(record))
        }
        if let exception {
            fill(below: exception.attempt + (exception.endsInDoubt ? 1 : 0))
        } else if let call {
            tries.append(
                RowTry(
                    attempt: 1, class: .done, reason: "", sentAt: call.sentAt,
                    milliseconds: call.milliseconds))
        }
        if state == .sending {
            tries.append(
                RowTry(
                    attempt: max(1, exception?.attempt ?? 1), class: nil, reason: "",
                    sentAt: exception?.at, milliseconds: nil))
        }
        for index in tries.indices { tries[index].number = index + 1 }
        return tries
    }

    private init(_ record: AttemptRecord) {
        self.init(
            attempt: record.attempt, class: record.class, reason: record.reason,
            sentAt: record.sentAt, milliseconds: record.milliseconds)
    }

    private static func cutOff(_ attempt: Int) -> RowTry {
        RowTry(
            attempt: attempt, class: .unknown, reason: cutOffReason, sentAt: nil,
            milliseconds: nil, isCutOff: true)
    }
}

extension AttemptRecord {
    /// A refusal of a first attempt says that there is no task; of a later one it says nothing.
    fileprivate var isDoubtful: Bool {
        switch `class` {
        case .unknown, .exists, .done: true
        case .refused: attempt > 1
        case .notSent, .notNow: false
        }
    }
}

extension ExceptionRecord {
    /// Whether its last spent attempt may have made a task, so that there was such a try.
    fileprivate var endsInDoubt: Bool {
        guard state != .sending else { return false }
        return switch `class` {
        case .unknown, .exists, .done: true
        case .notSent, .notNow: state == .waiting
        case .refused: state == .waiting && attempt > 0
        case nil: false
        }
    }

    /// Attempts that were really made and spent: a row that could not be mapped has none.
    var attemptsSpent: Int { `class` == nil && state != .sending ? 0 : attempt }
}
