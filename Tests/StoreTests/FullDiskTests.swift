import Bridge
import Store
import Testing

@Suite struct `A full disk` {
    private static func step(_ key: InvocationKey, _ row: Int, bytes: Int) -> InvocationStep {
        let call = CallRecord(
            firstRow: row, rowCount: 1, sentAt: .sample, milliseconds: 1,
            results: [UInt8](repeating: 0x61, count: bytes))
        return InvocationStep(key: key, at: .sample, calls: [call])
    }

    private static func small() -> StoreOptions {
        var options = StoreOptions()
        options.pagesMax = 60
        return options
    }

    @Test func `refuses what has no room and takes what has`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store(Self.small())
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        await #expect(throws: StoreError.full) {
            try await store.write(Self.step(key, 0, bytes: 500_000)).get()
        }
        try await store.write(Self.step(key, 1, bytes: 1_000)).get()
        // Together: only the large ones are refused.
        async let large = store.write(Self.step(key, 2, bytes: 500_000))
        async let little = store.write(Self.step(key, 3, bytes: 1_000))
        async let invoke = store.accept(.sample(rows: 50_000))
        let results = await (large, little, invoke)
        #expect(throws: StoreError.full) { try results.0.get() }
        try results.1.get()
        #expect(throws: StoreError.full) { try results.2.get() }
        #expect(try store.reader().callRanges(of: key, from: 0) == [1..<2, 3..<4])
    }

    @Test func `has no room while less fits than an invoke needs, and then has again`()
        async throws
    {
        let workplace = try Workplace()
        var options = Self.small()
        options.roomProbeBytes = 100_000
        let store = try workplace.store(options)
        defer { store.stop() }
        try await store.hasRoom().get()
        let key = try await store.key(of: .sample(state: .completed))
        _ = try await store.key(of: .sample())
        let rows = [UInt8](repeating: 0x61, count: 9_000)
        let pages = (0..<10).map {
            PageRecord(firstRow: $0, rowCount: 1, columns: nil, rows: rows)
        }
        for page in pages {
            try? await store.write(InvocationStep(key: key, at: .sample, pages: [page])).get()
        }
        await #expect(throws: StoreError.full) { try await store.hasRoom().get() }
        // What is small goes in all the while.
        _ = try await store.key(of: .sample())
        #expect(
            try await store.deleteFinished(before: .sample.plus(.seconds(1))).get() == 1)
        try await store.hasRoom().get()
        #expect(try StoreVerification.run(path: workplace.path) { _ in }.findings == [])
    }

    @Test func `is forgotten when space returns`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store(Self.small())
        defer { store.stop() }
        let old = try await store.key(of: .sample())
        let new = try await store.key(of: .sample())
        var row = 0
        while case .success = await store.write(Self.step(old, row, bytes: 10_000)) { row += 1 }
        #expect(row > 5)
        let step = Self.step(new, 0, bytes: 10_000)
        await #expect(throws: StoreError.full) { try await store.write(step).get() }
        let completed = Progress.running(0, claimedTo: 0).with(.completed)
        try await store.write(InvocationStep(key: old, at: .sample, progress: completed)).get()
        let deleted = await store.deleteFinished(before: .sample.plus(.seconds(1)))
        #expect(try deleted.get() == 1)
        try await store.write(step).get()
    }
}
