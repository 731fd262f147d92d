/// Rows that came together, as they came.
package struct PageRecord: Hashable, Sendable {
    package let firstRow: Int
    /// 1 to `Limits.pageRowsMax`.
    package let rowCount: Int
    /// A JSON array of column names, when they differ from the record definition's.
    package let columns: [UInt8]?
    /// A JSON array of rows.
    package let rows: [UInt8]

    package init(firstRow: Int, rowCount: Int, columns: [UInt8]?, rows: [UInt8]) {
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.columns = columns
        self.rows = rows
    }

    /// The rows it holds.
    package var range: Range<Int> { firstRow..<firstRow + rowCount }
}
