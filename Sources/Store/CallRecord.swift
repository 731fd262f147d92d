package import Bridge

/// One call of first attempts that has ended. It covers its rows: a claimed row of an earlier epoch
/// that no call and no exception covers is one whose outcome nobody knows.
package struct CallRecord: Hashable, Sendable {
    package let firstRow: Int
    package let rowCount: Int
    package let sentAt: UnixTime
    /// How long the call took.
    package let milliseconds: Int
    /// A JSON array with one result a row, `null` where the row has an exception.
    package let results: [UInt8]

    package init(
        firstRow: Int, rowCount: Int, sentAt: UnixTime, milliseconds: Int, results: [UInt8]
    ) {
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.sentAt = sentAt
        self.milliseconds = milliseconds
        self.results = results
    }

    /// The rows it covers.
    package var range: Range<Int> { firstRow..<firstRow + rowCount }
}
