import Bridge
import JSON
import Store

/// A page of a data set with the place of each of its rows, so that any row is found at once.
final class CachedPage: Sendable {
    let firstRow: Int
    let columns: [String]?
    let bytes: [UInt8]
    private let starts: [UInt32]

    /// A page whose rows begin there.
    init(_ page: PageRecord, starts: [UInt32]) {
        precondition(starts.count == page.rowCount, "a page counts its rows")
        firstRow = page.firstRow
        bytes = page.rows
        self.starts = starts
        columns = page.columns.map { names in
            JSONText(trusted: names).root.elements.map { $0.string ?? "" }
        }
    }

    /// A page as it was read back.
    convenience init(stored page: PageRecord) throws(StoreError) {
        let starts = Self.starts(of: page)
        guard starts.count == page.rowCount else {
            throw .contradiction(
                "the page at row \(page.firstRow) counts \(page.rowCount) rows and holds "
                    + "\(starts.count)")
        }
        self.init(page, starts: starts)
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
    /// More than may be open at once by default: with fewer, each would lose its page to the others
    /// before its next turn, however small all of them are.
    static let entriesMax = 1_024

    private struct Entry {
        let page: CachedPage
        var usedAt: Int
    }

    /// The pages of one invocation, most recently used last.
    private struct Pages {
        private(set) var entries: [Entry] = []

        /// Adds a page in place of older ones. - Returns: the pages that it takes the place of.
        mutating func insert(_ page: CachedPage, at time: Int) -> [CachedPage] {
            var byteCount = page.byteCount
            var kept = 0
            for entry in entries.reversed() {
                byteCount += entry.page.byteCount
                if kept > 0, byteCount > PageCache.bytesEachMax { break }
                kept += 1
            }
            let dropped = entries.prefix(entries.count - kept).map(\.page)
            entries.removeFirst(dropped.count)
            entries.append(Entry(page: page, usedAt: time))
            return dropped
        }

        /// The page that holds a row, as the one that was used last.
        mutating func use(row: Int, at time: Int) -> CachedPage? {
            guard let index = entries.lastIndex(where: { $0.page.rows.contains(row) }) else {
                return nil
            }
            if index < entries.count - 1 { entries.append(entries.remove(at: index)) }
            entries[entries.count - 1].usedAt = time
            return entries[entries.count - 1].page
        }

        mutating func removeFirst() -> CachedPage { entries.removeFirst().page }
    }

    private var pages: [InvocationKey: Pages] = [:]
    /// Counts every use.
    private var time = 0
    private var byteCount = 0
    private var count = 0

    mutating func insert(_ page: CachedPage, of key: InvocationKey) {
        time += 1
        byteCount += page.byteCount
        count += 1
        for dropped in pages[key, default: Pages()].insert(page, at: time) { forget(dropped) }
        while count > 1, byteCount > Self.bytesMax || count > Self.entriesMax { removeOldest() }
    }

    /// Looks at every invocation that has a page here, `entriesMax` at most.
    private mutating func removeOldest() {
        let oldest = pages.min { left, right in
            (left.value.entries.first?.usedAt ?? .max) < (right.value.entries.first?.usedAt ?? .max)
        }
        guard let key = oldest?.key, let page = pages[key]?.removeFirst() else { return }
        if pages[key]?.entries.isEmpty ?? false { pages[key] = nil }
        forget(page)
    }

    private mutating func forget(_ page: CachedPage) {
        byteCount -= page.byteCount
        count -= 1
    }

    /// The page that holds a row, from memory or from the store.
    mutating func page(
        of key: InvocationKey, row: Int, _ reader: StoreReader
    ) throws(StoreError) -> CachedPage? {
        time += 1
        if let page = pages[key]?.use(row: row, at: time) { return page }
        guard let record = try reader.page(of: key, containing: row) else { return nil }
        let page = try CachedPage(stored: record)
        insert(page, of: key)
        return page
    }

    /// Forgets an invocation that has ended.
    mutating func remove(_ key: InvocationKey) {
        guard let pages = pages.removeValue(forKey: key) else { return }
        for entry in pages.entries { forget(entry.page) }
    }
}
