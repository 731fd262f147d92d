import Bridge
import JSON
import Store

/// A page of a data set with the place of each of its rows, so that any row is found at once.
final class CachedPage {
    let firstRow: Int
    let columns: [String]?
    let bytes: [UInt8]
    private let starts: [UInt32]

    /// A page that was just made.
    convenience init(_ page: PageRecord) {
        let starts = Self.starts(of: page)
        precondition(starts.count == page.rowCount, "a page counts its rows")
        self.init(page, starts)
    }

    /// A page as it was read back.
    convenience init(stored page: PageRecord) throws(StoreError) {
        let starts = Self.starts(of: page)
        guard starts.count == page.rowCount else {
            throw .contradiction(
                "the page at row \(page.firstRow) counts \(page.rowCount) rows and holds "
                    + "\(starts.count)")
        }
        self.init(page, starts)
    }

    private init(_ page: PageRecord, _ starts: [UInt32]) {
        firstRow = page.firstRow
        bytes = page.rows
        self.starts = starts
        columns = page.columns.map { names in
            JSONText(trusted: names).root.elements.map { $0.string ?? "" }
        }
    }

    private static func starts(of page: PageRecord) -> [UInt32] {
        var starts: [UInt32] = []
        starts.reserveCapacity(page.rowCount)
        var cursor = JSONCursor(page.rows, 0..<page.rows.count)
        while let row = cursor.nextElement() { starts.append(UInt32(row.lowerBound)) }
        return starts
    }

    var rows: Range<Int> { firstRow..<firstRow + starts.count }

    /// Where a row begins and where at the latest it ends: the cursor over it stops at its bracket.
    func range(of row: Int) -> Range<Int> {
        let index = row - firstRow
        let start = Int(starts[index])
        let end = index + 1 < starts.count ? Int(starts[index + 1]) : bytes.count
        return start..<end
    }

    var byteCount: Int { bytes.count + 4 * starts.count }
}

/// The pages that rows are being claimed from or reported of, within a number of bytes; the rest is
/// read again when it is needed.
struct PageCache {
    /// Bytes of pages that are kept: some forty of a thousand rows. Invocations take turns, and
    /// with less room each would read its page again at every turn. A page that is larger alone is
    /// kept alone.
    static let bytesMax = 4 << 20
    /// Bytes of one invocation's pages: its calls in flight and its next batch of results are of
    /// neighbouring rows. More would only keep what it is done with. Two are kept whatever their
    /// size: calls begin in one page while results are still taken from the one before.
    static let bytesEachMax = 512 << 10

    private struct Entry {
        let key: InvocationKey
        /// Those of the page, so that to look for one touches no other.
        let rows: Range<Int>
        let byteCount: Int
        let page: CachedPage
    }

    /// Most recently used last.
    private var entries: [Entry] = []
    private var byteCount = 0
    static let entriesMax = 64

    mutating func insert(_ page: CachedPage, of key: InvocationKey) {
        var ofKey = page.byteCount
        var count = 1
        for index in entries.indices.reversed() where entries[index].key.number == key.number {
            ofKey += entries[index].byteCount
            count += 1
            if count > 2, ofKey > Self.bytesEachMax { remove(at: index) }
        }
        entries.append(
            Entry(key: key, rows: page.rows, byteCount: page.byteCount, page: page))
        byteCount += page.byteCount
        while entries.count > 1, byteCount > Self.bytesMax || entries.count > Self.entriesMax {
            remove(at: 0)
        }
    }

    private mutating func remove(at index: Int) {
        byteCount -= entries.remove(at: index).byteCount
    }

    /// The page that holds a row, from memory or from the store.
    mutating func page(
        of key: InvocationKey, row: Int, _ reader: StoreReader
    ) throws(StoreError) -> CachedPage? {
        if let index = index(of: key, row: row) {
            if index < entries.count - 1 { entries.append(entries.remove(at: index)) }
            return entries[entries.count - 1].page
        }
        guard let record = try reader.page(of: key, containing: row) else { return nil }
        let page = try CachedPage(stored: record)
        insert(page, of: key)
        return page
    }

    private func index(of key: InvocationKey, row: Int) -> Int? {
        entries.indices.last {
            entries[$0].key.number == key.number && entries[$0].rows.contains(row)
        }
    }

    /// Forgets an invocation that has ended.
    mutating func remove(_ key: InvocationKey) {
        // One by one from the end: what ends was used a moment ago, and few have two pages here.
        while let index = entries.indices.last(where: { entries[$0].key.number == key.number }) {
            remove(at: index)
        }
    }
}
