package import Bridge

/// A row that needs attention. One a row at most: a later record takes the earlier one's place.
package struct ExceptionRecord: Hashable, Sendable {
    package let row: Int
    package let state: ExceptionState
    /// How many attempts are spent.
    package let attempt: Int
    /// The class of the last attempt; `nil` before one has ended, and for a row that was never
    /// sent.
    package let `class`: OutcomeClass?
    /// For people; at most `Limits.reasonCharactersMax`.
    package let reason: String
    /// When the row came into this state.
    package let at: UnixTime
    /// When it is to be tried again.
    package let dueAt: UnixTime?
    /// JSON: the result of a row that succeeded at a later attempt.
    package let result: [UInt8]?

    /// Whether a task of this row may exist, whatever an operator has called it since: it is sent
    /// again only for somebody who has looked.
    package var mayHaveTask: Bool {
        switch state {
        case .unknown, .held, .reconciling: true
        case .failed: `class` == .unknown || `class` == .exists || attempt > 1
        case .waiting, .sending, .succeeded: false
        }
    }

    package init(
        row: Int, state: ExceptionState, attempt: Int, class: OutcomeClass?, reason: String,
        at: UnixTime, dueAt: UnixTime?, result: [UInt8]?
    ) {
        self.row = row
        self.state = state
        self.attempt = attempt
        self.class = `class`
        self.reason = reason
        self.at = at
        self.dueAt = dueAt
        self.result = result
    }
}
