package import Bridge

/// One import push that the product acknowledged.
package struct BatchRecord: Hashable, Sendable {
    /// From 1, without a gap, within its invocation.
    package let number: Int
    package let rows: RowRanges
    package let sentAt: UnixTime
    package let milliseconds: Int
    /// How many pushes it took.
    package let attempts: Int

    package init(
        number: Int, rows: RowRanges, sentAt: UnixTime, milliseconds: Int, attempts: Int
    ) {
        self.number = number
        self.rows = rows
        self.sentAt = sentAt
        self.milliseconds = milliseconds
        self.attempts = attempts
    }
}
