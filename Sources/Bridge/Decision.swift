/// What an outcome means for its row. One function, so that the rule stands in one place: a row
/// whose task may exist is never sent again unless the mapping says that its process is idempotent.
package enum Decision: Hashable, Sendable {
    /// The process answered: the row has its result.
    case succeed
    /// Final, certainly without a task.
    case fail
    /// Final: nobody knows whether a task exists, and the product is told so.
    case reportUnknown
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
    ///   - attempt: the number of the attempt that ended.
    package static func after(
        _ outcome: OutcomeClass, onUnknown: UnknownPolicy, taskSurelyExists: Bool, attempt: Int = 1
    ) -> Decision {
        switch outcome {
        case .done: .succeed
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
}
