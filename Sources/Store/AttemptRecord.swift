package import Bridge

/// One attempt of a row that did not simply succeed: history, only ever added to.
/// Several may bear the same number, since not every attempt is spent.
package struct AttemptRecord: Hashable, Sendable {
    package let row: Int
    package let attempt: Int
    package let sentAt: UnixTime
    package let milliseconds: Int
    package let `class`: OutcomeClass
    package let reason: String

    package init(
        row: Int, attempt: Int, sentAt: UnixTime, milliseconds: Int, class: OutcomeClass,
        reason: String
    ) {
        self.row = row
        self.attempt = attempt
        self.sentAt = sentAt
        self.milliseconds = milliseconds
        self.class = `class`
        self.reason = reason
    }
}
