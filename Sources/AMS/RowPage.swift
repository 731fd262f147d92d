import Bridge
import JSON

/// Rows of a data set as the store keeps them: the bytes as they came, some thousand rows at most.
package struct RowPage: Hashable, Sendable {
    /// The number of the first row in its data set, from 0.
    package let firstRow: Int
    /// 1 to `Limits.pageRowsMax`.
    package let rowCount: Int
    /// A JSON array of rows. Each is an array; its width and its cells are not checked, since a bad
    /// row fails alone.
    package let rows: [UInt8]

    package init(firstRow: Int, rowCount: Int, rows: [UInt8]) {
        self.firstRow = firstRow
        self.rowCount = rowCount
        self.rows = rows
    }

    /// Cuts an array of a validated text into pages. The rows' bytes are copied once.
    static func cut(
        _ bytes: [UInt8], _ array: Range<Int>, firstRow: Int, path: String
    ) throws(MessageError) -> [RowPage] {
        var pages: [RowPage] = []
        var cursor = JSONCursor(bytes, array)
        var pageStart = 0
        var pageEnd = 0
        var pageCount = 0
        var rowCount = 0
        while let row = cursor.nextElement() {
            guard bytes[row.lowerBound] == UInt8(ascii: "[") else {
                throw MessageError(
                    path: "\(path)[\(rowCount)]",
                    problem: "must be an array of cells, is "
                        + MessageField.name(JSONScan.kind(bytes, row)))
            }
            if pageCount == 0 { pageStart = row.lowerBound }
            pageEnd = row.upperBound
            pageCount += 1
            rowCount += 1
            if pageCount == Limits.pageRowsMax {
                pages.append(page(bytes, pageStart..<pageEnd, firstRow + rowCount, pageCount))
                pageCount = 0
            }
        }
        if pageCount > 0 {
            pages.append(page(bytes, pageStart..<pageEnd, firstRow + rowCount, pageCount))
        }
        guard firstRow + rowCount <= Limits.dataSetRowsMax else {
            throw MessageError(
                path: path, problem: "makes more than \(Limits.dataSetRowsMax) rows of a data set")
        }
        return pages
    }

    private static func page(
        _ bytes: [UInt8], _ range: Range<Int>, _ end: Int, _ count: Int
    ) -> RowPage {
        var rows: [UInt8] = []
        rows.reserveCapacity(range.count + 2)
        rows.append(UInt8(ascii: "["))
        rows.append(contentsOf: bytes[range])
        rows.append(UInt8(ascii: "]"))
        return RowPage(firstRow: end - count, rowCount: count, rows: rows)
    }
}
