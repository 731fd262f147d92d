/// What an outcome means for its row. One function, so that the rule stands in one place: a row
/// whose task may exist is never sent again unless the mapping says that its process is idempotent.
package enum Decision: Hashable, Sendable {
    /// The process answered: the row has its result.
    case succeed
    /// Final, certainly without a task.
    case fail
    /// Final: nobody knows whether a task exists, and the product is told so.
    case reportUnknown
    /// The task is looked up by its reference before anything else is decided.
    case lookUp
    /// Stays until an operator decides.
    case hold
    /// Back to the queue. `spendsAttempt`: the row may have been sent, so the next one is a new
    /// attempt.
    case sendAgain(spendsAttempt: Bool)

    /// A row of an idempotent process whose outcome stays unknown is not sent more often than this.
    package static let attemptsMax = 10

    /// - Parameters:
    ///   - taskSurelyExists: MPO said itself that it created the task; then not even an idempotent
    ///     process is started a second time.
    ///   - attempt: the number of the attempt that ended. A later one than the first says that the
    ///     outcome of an earlier one is unknown: a refusal now says nothing about that one's task.
    ///   - canLookUp: whether MPO can be asked for the task.
    package static func after(
        _ outcome: OutcomeClass, onUnknown: UnknownPolicy, taskSurelyExists: Bool,
        attempt: Int = 1, canLookUp: Bool = false
    ) -> Decision {
        let isInDoubt =
            outcome == .unknown || outcome == .exists || (outcome == .refused && attempt > 1)
        if canLookUp, isInDoubt { return .lookUp }
        return switch outcome {
        case .done: .succeed
        case .refused where attempt > 1: onUnknown == .hold ? .hold : .reportUnknown
        case .refused: .fail
        case .notSent, .notNow: .sendAgain(spendsAttempt: false)
        case .unknown, .exists:
            switch onUnknown {
            case .report: .reportUnknown
            case .hold: .hold
            case .retry:
                outcome == .exists || taskSurelyExists || attempt >= attemptsMax
                    ? .reportUnknown : .sendAgain(spendsAttempt: true)
            }
        }
    }

    /// What MPO said when it was asked for a task.
    package enum Finding: String, CaseIterable, Sendable {
        /// It has ended, and this is its data.
        case ended
        case running
        /// There is none any more, or there never was one: tasks that have ended are forgotten.
        case notFound
        /// The question was not answered.
        case unclear
    }

    /// What follows from a look-up.
    ///
    /// - Parameter isOverdue: the row has been looked up for long enough.
    package static func afterLookUp(
        _ finding: Finding, onUnknown: UnknownPolicy, taskSurelyExists: Bool, attempt: Int,
        isOverdue: Bool
    ) -> Decision {
        switch finding {
        case .ended:
            .succeed
        case .running where !isOverdue, .unclear where !isOverdue:
            .lookUp
        case .running, .unclear, .notFound:
            after(
                .unknown, onUnknown: onUnknown,
                taskSurelyExists: taskSurelyExists || finding == .running, attempt: attempt)
        }
    }
}
