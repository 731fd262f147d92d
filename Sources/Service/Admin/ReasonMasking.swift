import Bridge
import JSON
import Store

/// Takes the cells out of the reasons of an invocation's rows, whose pages it reads for that.
struct ReasonMasking {
    private let reader: StoreReader
    private let invocation: InvocationKey
    private var page: CachedPage?
    /// Bytes of pages that were read so far.
    private(set) var bytesRead = 0

    init(reader: StoreReader, invocation: InvocationKey) {
        self.reader = reader
        self.invocation = invocation
    }

    /// The reason without the row's cells.
    mutating func masked(_ reason: String, row: Int) throws(StoreError) -> String {
        if reason.isEmpty { return reason }
        guard let cells = try cells(of: row) else {
            throw .damaged("row \(row) of invocation \(invocation) has no page")
        }
        return CellMask(row: cells).applied(to: reason)
    }

    /// The row as it came: its elements are the cells. `nil` when the store has no page with it.
    mutating func cells(of row: Int) throws(StoreError) -> JSONValue? {
        guard let page = try page(of: row) else { return nil }
        return JSONValue(text: JSONText(trusted: page.bytes), range: page.range(of: row))
    }

    /// The names of the columns of the page that holds the row; `nil` where they are those of the
    /// record definition.
    mutating func columns(of row: Int) throws(StoreError) -> [String]? {
        try page(of: row)?.columns
    }

    private mutating func page(of row: Int) throws(StoreError) -> CachedPage? {
        if let page, page.rows.contains(row) { return page }
        page = try reader.page(of: invocation, containing: row)
            .map { record throws(StoreError) in try CachedPage(stored: record) }
        bytesRead += page?.bytes.count ?? 0
        return page
    }
}
