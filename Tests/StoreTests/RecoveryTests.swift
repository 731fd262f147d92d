import Bridge
import Store
import Testing

/// What a start asks the store: which claimed rows were never heard of again.
@Suite struct `Recovery` {
    @Test func `finds the claimed rows that no call and no exception covers`() async throws {
        let workplace = try Workplace()
        let first = try workplace.store()
        let key = try await first.key(of: .sample(rows: 100))
        try await first.write(
            InvocationStep(
                key: key, at: .sample, progress: .running(100, claimedTo: 50, settledTo: 5),
                calls: [.sample(0, 10), .sample(20, 10), .sample(45, 5)],
                exceptions: [.sample(12, .failed, attempt: 0, class: nil), .sample(3, .failed)])
        ).get()
        first.stop()

        let second = try workplace.store()
        defer { second.stop() }
        let reader = try second.reader()
        let found = try #require(try reader.invocation(key))
        #expect(found.epoch < second.epoch)
        var unknown = RowRanges(found.progress.settledTo..<found.progress.claimedTo)
        for range in try reader.callRanges(of: key, from: found.progress.settledTo) {
            unknown.remove(range)
        }
        for exception in try reader.exceptions(of: key, in: 5..<50) {
            unknown.remove(exception.row..<exception.row + 1)
        }
        #expect(unknown.ranges == [10..<12, 13..<20, 30..<45])
    }

    @Test func `sees a call that began earlier and reaches into the rows`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let before = try await store.key(of: .sample())
        let key = try await store.key(of: .sample())
        try await store.write(
            InvocationStep(key: before, at: .sample, calls: [.sample(0, 1_000)]),
            InvocationStep(key: key, at: .sample, calls: [.sample(10, 10), .sample(30, 10)])
        ).get()
        let reader = try store.reader()
        func calls(_ rows: Range<Int>) throws -> [Int] {
            var found: [Int] = []
            try reader.calls(of: key, in: rows) { found.append($0.firstRow) }
            return found
        }
        #expect(try calls(0..<10) == [])
        #expect(try calls(0..<11) == [10])
        #expect(try calls(19..<20) == [10])
        #expect(try calls(20..<30) == [])
        #expect(try calls(15..<31) == [10, 30])
        #expect(try calls(0..<100) == [10, 30])
        #expect(try calls(5..<5) == [])
        #expect(try reader.callRanges(of: key, from: 0) == [10..<20, 30..<40])
        #expect(try reader.callRanges(of: key, from: 19) == [10..<20, 30..<40])
        #expect(try reader.callRanges(of: key, from: 20) == [30..<40])
        #expect(try reader.callRanges(of: key, from: 40) == [])
    }

    @Test func `finds what was reported beyond the cursor`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        #expect(try store.reader().batchCount(of: key) == 0)
        try await store.write(
            InvocationStep(
                key: key, at: .sample,
                batches: [
                    .sample(1, 0..<100), .sample(2, 100..<150, 160..<200), .sample(3, 300..<301),
                ])
        ).get()
        let reader = try store.reader()
        #expect(try reader.batchCount(of: key) == 3)
        #expect(
            try reader.reportedRanges(of: key, reachingBeyond: 100).ranges
                == [100..<150, 160..<200, 300..<301])
        #expect(try reader.reportedRanges(of: key, reachingBeyond: 200).ranges == [300..<301])
        #expect(try reader.reportedRanges(of: key, reachingBeyond: 301).isEmpty)
    }
}
