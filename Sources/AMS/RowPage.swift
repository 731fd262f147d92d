import Bridge
import JSON

/// Rows of a data set as the store keeps them: the bytes as they came, some thousand rows at most.
package struct RowPage: Hashable, Sendable {
    /// The number of the first row in its data set, from 0.
    package let firstRow: Int
    /// A JSON array of rows. Each is an array; its width and its cells are not checked, since a bad
    /// row fails alone.
    package let rows: [UInt8]
    /// Where each row begins in `rows`: who cuts a page walks over its rows anyway.
    package let starts: [UInt32]

    package init(firstRow: Int, rows: [UInt8], starts: [UInt32]) {
        self.firstRow = firstRow
        self.rows = rows
        self.starts = starts
    }

    /// 1 to `Limits.pageRowsMax`.
    package var rowCount: Int { starts.count }

    /// Cuts an array of a validated text into pages. The rows' bytes are copied once.
    static func cut(
        _ bytes: [UInt8], _ array: Range<Int>, firstRow: Int, path: String
    ) throws(MessageError) -> [RowPage] {
        var pages: [RowPage] = []
        var cursor = JSONCursor(bytes, array)
        var pageStart = 0
        var pageEnd = 0
        var starts: [UInt32] = []
        var rowCount = 0
        while let row = cursor.nextElement() {
            guard bytes[row.lowerBound] == UInt8(ascii: "[") else {
                throw MessageError(
                    path: "\(path)[\(rowCount)]",
                    problem: "must be an array of cells, is "
                        + MessageField.name(JSONScan.kind(bytes, row)))
            }
            if starts.isEmpty { pageStart = row.lowerBound }
            pageEnd = row.upperBound
            // Behind the page's own bracket.
            starts.append(UInt32(row.lowerBound - pageStart + 1))
            rowCount += 1
            if starts.count == Limits.pageRowsMax {
                pages.append(page(bytes, pageStart..<pageEnd, firstRow + rowCount, starts))
                starts = []
            }
        }
        if !starts.isEmpty {
            pages.append(page(bytes, pageStart..<pageEnd, firstRow + rowCount, starts))
        }
        guard firstRow + rowCount <= Limits.dataSetRowsMax else {
            throw MessageError(
                path: path, problem: "makes more than \(Limits.dataSetRowsMax) rows of a data set")
        }
        return pages
    }

    private static func page(
        _ bytes: [UInt8], _ range: Range<Int>, _ end: Int, _ starts: [UInt32]
    ) -> RowPage {
        var rows: [UInt8] = []
        rows.reserveCapacity(range.count + 2)
        rows.append(UInt8(ascii: "["))
        rows.append(contentsOf: bytes[range])
        rows.append(UInt8(ascii: "]"))
        return RowPage(firstRow: end - starts.count, rows: rows, starts: starts)
    }
}
