import Bridge
import Foundation
import Store
import Testing

@testable import Service

@Suite struct `A page in memory` {
    @Test func `finds each of its rows`() throws {
        let rows = #"[ ["a", "],["] ,[1,[2,{"x":"]"}]],[],["é"]  ]"#
        let record = PageRecord(firstRow: 40, rowCount: 4, columns: nil, rows: Array(rows.utf8))
        let page = try CachedPage(stored: record)
        #expect(page.rows == 40..<44)
        // The same as one whose rows were found before.
        let cut = CachedPage(record, starts: [2, 16, 34, 37])
        #expect(cut.rows == page.rows)
        #expect(cut.rows.map(cut.range) == page.rows.map(page.range))
        #expect(cut.byteCount == page.byteCount)
        let texts = page.rows.map { row in
            String(decoding: page.bytes[page.range(of: row)], as: UTF8.self)
        }
        // To the beginning of the next row at most; whoever reads a row stops at its bracket.
        #expect(
            texts == [#"["a", "],["] ,"#, #"[1,[2,{"x":"]"}]],"#, "[],", #"["é"]  ]"#])
        #expect(page.columns == nil)
    }

    @Test func `knows its own columns`() throws {
        let page = try CachedPage(
            stored: PageRecord(
                firstRow: 0, rowCount: 1, columns: Array(#"["A","\u00e9 \"x\""]"#.utf8),
                rows: Array("[[1,2]]".utf8)))
        #expect(page.columns == ["A", "é \"x\""])
    }

    @Test func `counts the rows that the store says`() async {
        #expect(throws: StoreError.self) {
            try CachedPage(
                stored: PageRecord(
                    firstRow: 0, rowCount: 2, columns: nil, rows: Array("[[1]]".utf8)))
        }
        await #expect(processExitsWith: .failure) {
            _ = CachedPage(
                PageRecord(firstRow: 0, rowCount: 2, columns: nil, rows: Array("[[1]]".utf8)),
                starts: [1])
        }
    }
}

@Suite struct `The cache of pages` {
    private let key = InvocationKey(1)

    /// A store that holds one invocation with these pages.
    private func withStore(
        _ pages: [PageRecord], _ body: (StoreReader, InvocationKey) throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "page-cache-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try Store(
            path: folder.appending(path: "bridge.db").path(), now: UnixTime(seconds: 1))
        defer { store.stop() }
        let digest = [UInt8](repeating: 1, count: 32)
        let rowCount = pages.reduce(0) { $0 + $1.rowCount }
        let new = NewInvocation(
            id: InvocationID(bodyDigest: digest, random: .random(in: .min ... .max)),
            context: MappingSample.context, dataSetID: "d", bodyDigest: digest,
            head: Array("{}".utf8),
            mapping: .init(name: "m", text: Array("{}".utf8)),
            progress: Progress(
                state: .accepted, rowsAnnounced: rowCount, rowsStored: rowCount, isWhole: true),
            pages: pages, acceptedAt: UnixTime(seconds: 1), duplicateWindow: .zero)
        let result = await withCheckedContinuation { continuation in
            store.accept(new) { continuation.resume(returning: $0) }
        }
        guard case .accepted(let key) = try result.get() else { return }
        try body(store.reader(), key)
    }

    private func page(_ first: Int, _ count: Int, bytes: Int = 10) -> PageRecord {
        let text = String(repeating: "x", count: max(0, bytes / count - 5))
        let rows = (0..<count).map { _ in "[\"\(text)\"]" }.joined(separator: ",")
        return PageRecord(
            firstRow: first, rowCount: count, columns: nil, rows: Array("[\(rows)]".utf8))
    }

    @Test func `reads a page from the store once`() async throws {
        try await withStore([page(0, 3), page(3, 2)]) { reader, key in
            var cache = PageCache()
            let first = try cache.page(of: key, row: 1, reader)
            #expect(first?.rows == 0..<3)
            let again = try cache.page(of: key, row: 2, reader)
            #expect(first === again)
            let second = try cache.page(of: key, row: 3, reader)
            #expect(second?.rows == 3..<5)
            let first2 = try cache.page(of: key, row: 0, reader)
            #expect(first === first2)
            #expect(try cache.page(of: key, row: 5, reader) == nil)
            #expect(try cache.page(of: InvocationKey(2), row: 0, reader) == nil)
        }
    }

    @Test func `forgets an invocation, and what was used least`() async throws {
        let bytes = PageCache.bytesEachMax / 3
        try await withStore((0..<4).map { page(2 * $0, 2, bytes: bytes) }) { reader, key in
            var cache = PageCache()
            let kept = try cache.page(of: key, row: 0, reader)
            let dropped = try cache.page(of: key, row: 2, reader)
            // Used again, so the other one is the older now.
            #expect(try cache.page(of: key, row: 0, reader) === kept)
            _ = try cache.page(of: key, row: 4, reader)
            #expect(try cache.page(of: key, row: 0, reader) === kept)
            let reread = try cache.page(of: key, row: 2, reader)
            #expect(reread !== dropped && reread?.rows == 2..<4)
            cache.remove(key)
            #expect(try cache.page(of: key, row: 0, reader) !== kept)
        }
    }

    @Test func `keeps a page that is larger than all of its room, alone`() async throws {
        let large = page(0, 2, bytes: PageCache.bytesMax + 1_000)
        try await withStore([large, page(2, 1)]) { reader, key in
            var cache = PageCache()
            let first = try cache.page(of: key, row: 0, reader)
            #expect(try cache.page(of: key, row: 1, reader) === first)
            _ = try cache.page(of: key, row: 2, reader)
            #expect(try cache.page(of: key, row: 1, reader) !== first)
        }
    }

    @Test func `keeps the pages of invocations that take turns, within its room`() async throws {
        let bytes = PageCache.bytesEachMax / 2
        try await withStore([page(0, 1)]) { reader, _ in
            var cache = PageCache()
            let keys = (1...Int64(PageCache.bytesMax / bytes)).map { InvocationKey($0 + 100) }
            let pages = try keys.map { _ in try CachedPage(stored: page(0, 2, bytes: bytes - 100)) }
            for (key, page) in zip(keys, pages) { cache.insert(page, of: key) }
            for (key, page) in zip(keys, pages) {
                let kept = try cache.page(of: key, row: 1, reader)
                #expect(kept === page)
            }
            cache.insert(
                try CachedPage(stored: page(0, 2, bytes: bytes)), of: InvocationKey(99))
            let first = try cache.page(of: keys[0], row: 1, reader)
            let second = try cache.page(of: keys[1], row: 1, reader)
            #expect(first == nil && second === pages[1])
        }
    }

    @Test func `keeps two pages of an invocation however large they are`() async throws {
        let bytes = PageCache.bytesEachMax * 3 / 4
        try await withStore((0..<3).map { page(2 * $0, 2, bytes: bytes) }) { reader, key in
            var cache = PageCache()
            let first = try cache.page(of: key, row: 0, reader)
            let second = try cache.page(of: key, row: 2, reader)
            #expect(try cache.page(of: key, row: 0, reader) === first)
            #expect(try cache.page(of: key, row: 2, reader) === second)
            _ = try cache.page(of: key, row: 4, reader)
            #expect(try cache.page(of: key, row: 2, reader) === second)
            #expect(try cache.page(of: key, row: 0, reader) !== first)
        }
    }

    @Test func `keeps a small page of each invocation that is open, whoever's turn it is`()
        async throws
    {
        try await withStore([page(0, 1)]) { reader, _ in
            var cache = PageCache()
            let keys = (101...Int64(100 + PageCache.entriesMax)).map { InvocationKey($0) }
            // What has ended leaves its room to those that come.
            for _ in 0..<3 {
                let pages = try keys.map { _ in try CachedPage(stored: page(0, 2)) }
                for (key, page) in zip(keys, pages) { cache.insert(page, of: key) }
                for row in 0...1 {
                    for (key, page) in zip(keys, pages) {
                        let kept = try cache.page(of: key, row: row, reader)
                        #expect(kept === page)
                    }
                }
                for key in keys { cache.remove(key) }
                #expect(try cache.page(of: keys[0], row: 0, reader) == nil)
            }
        }
    }

    @Test func `drops the page that was used longest ago, of whichever invocation`() async throws {
        let bytes = PageCache.bytesMax / 4
        try await withStore([page(0, 1)]) { reader, _ in
            var cache = PageCache()
            let keys = (101...103).map { InvocationKey($0) }
            for key in keys {
                cache.insert(try CachedPage(stored: page(0, 2, bytes: bytes - 100)), of: key)
            }
            // The second page of the first, and then its first one again.
            cache.insert(try CachedPage(stored: page(2, 2, bytes: bytes - 100)), of: keys[0])
            _ = try cache.page(of: keys[0], row: 0, reader)
            _ = try cache.page(of: keys[1], row: 0, reader)
            for (first, lost) in [(10, (keys[2], 0)), (20, (keys[0], 2)), (30, (keys[0], 0))] {
                let key = InvocationKey(Int64(200 + first))
                cache.insert(try CachedPage(stored: page(0, 2, bytes: bytes - 100)), of: key)
                #expect(try cache.page(of: lost.0, row: lost.1, reader) == nil)
            }
            #expect(try cache.page(of: keys[1], row: 0, reader) != nil)
        }
    }

    @Test func `holds a bounded number of pages however small they are`() async throws {
        try await withStore((0..<PageCache.entriesMax + 1).map { page($0, 1) }) { reader, key in
            var cache = PageCache()
            let first = try cache.page(of: key, row: 0, reader)
            for row in 1...PageCache.entriesMax { _ = try cache.page(of: key, row: row, reader) }
            #expect(try cache.page(of: key, row: 0, reader) !== first)
        }
    }
}
