import Bridge
import SQLite
import Store
import Synchronization
import Testing

@Suite struct `Retention` {
    private static func count(_ workplace: Workplace) throws -> [Int64?] {
        let stranger = try workplace.stranger()
        return try ["invocation", "invoke", "page", "call", "exception", "attempt", "batch"].map {
            try stranger.integer("SELECT count(*) FROM \($0)")
        }
    }

    /// An invocation with some of everything.
    private static func fill(_ store: Store, _ state: InvocationState, at time: UnixTime)
        async throws -> InvocationKey
    {
        let key = try await store.key(of: .sample(rows: 30, pageRows: 3))
        try await store.write(
            InvocationStep(
                key: key, at: time, progress: .running(30, claimedTo: 30).with(state),
                calls: (0..<30).map { .sample($0, 1) },
                exceptions: (0..<9).map { .sample($0, .failed) },
                attempts: (0..<9).map { .sample($0 / 2, 1, .refused) },
                batches: (1...5).map { .sample($0, 0..<30) })
        ).get()
        return key
    }

    @Test(arguments: [1, 7, 64, 1_000])
    func `deletes completed invocations that are old, and all of them`(step: Int) async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.retentionStepRecordsMax = step
        options.commitIntervalMin = .zero
        let store = try workplace.store(options)
        defer { store.stop() }
        let limit = UnixTime.sample.plus(.seconds(100))
        let old = try await Self.fill(store, .completed, at: .sample)
        let halted = try await Self.fill(store, .halted, at: .sample)
        let running = try await Self.fill(store, .running, at: .sample)
        let fresh = try await Self.fill(store, .completed, at: limit)
        let older = try await Self.fill(store, .completed, at: .sample)
        let newest = try await Self.fill(store, .completed, at: .sample)
        #expect(try await store.deleteFinished(before: limit).get() == 2)
        let left = try store.reader().summaries(before: nil, limit: 99).invocations.map(\.key)
        #expect(left == [newest, fresh, running, halted])
        #expect(try Self.count(workplace) == [4, 4, 40, 120, 36, 36, 20])
        #expect(try store.reader().page(of: old, containing: 0) == nil)
        #expect(try store.reader().page(of: halted, containing: 0) != nil)
        #expect(try store.reader().callRanges(of: older, from: 0).isEmpty)
        #expect(try await store.deleteFinished(before: limit).get() == 0)
    }

    @Test func `is not held up by invocations of a time when the clock was wrong`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let year = UnixTime.sample.plus(.seconds(365 * 86_400))
        let future = try await store.key(of: .sample(state: .completed, at: year))
        for _ in 0..<3 { _ = try await store.key(of: .sample(state: .completed)) }
        let limit = UnixTime.sample.plus(.seconds(1))
        let now = UnixTime.sample.plus(.seconds(3_600))
        #expect(try await store.deleteFinished(before: limit, now: now).get() == 2)
        #expect(try store.reader().invocation(future) != nil)
    }

    @Test func `stops at its bound`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        for _ in 0..<9 { _ = try await store.key(of: .sample(state: .completed)) }
        let limit = UnixTime.sample.plus(.seconds(1))
        #expect(try await store.deleteFinished(before: limit, invocationsMax: 3).get() == 3)
        #expect(try await store.deleteFinished(before: limit, invocationsMax: 99).get() == 5)
    }

    @Test func `never frees a key for a second invocation`() async throws {
        let workplace = try Workplace()
        let first = try workplace.store()
        let one = try await first.key(of: .sample(state: .completed))
        let two = try await first.key(of: .sample(state: .completed))
        _ = try await first.deleteFinished(before: .sample.plus(.seconds(1))).get()
        #expect(try first.reader().invocation(one) == nil)
        first.stop()
        let second = try workplace.store()
        defer { second.stop() }
        #expect(try await second.key(of: .sample()) == InvocationKey(two.number + 1))
    }

    /// Counts the steps that go by while an invoke waits, one invoke after the other.
    @Test func `never has an invoke wait for more than one small step`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.retentionStepRecordsMax = 8
        options.commitIntervalMin = .zero
        let store = try workplace.store(options)
        defer { store.stop() }
        for _ in 0..<6 { _ = try await Self.fill(store, .completed, at: .sample) }
        _ = try await store.key(of: .sample())
        let queue = InvokeQueue(store)
        async let ended = queue.wait()
        store.deleteFinished(before: .sample.plus(.seconds(1)), invocationsMax: 99) { result in
            #expect(throws: Never.self) { try result.get() }
            queue.end()
        }
        queue.put()
        let waits = await ended
        // 6 × 60 records and more, at most 8 a step.
        #expect(store.retentionSteps >= 45)
        #expect(waits.count >= 40)
        #expect(waits.allSatisfy { $0 <= 1 })
        print(
            "proof: retention: steps \(store.retentionSteps), invokes \(waits.count), longest wait "
                + "\(waits.max() ?? 0) steps")
    }

    /// Hands in one invoke after the other, each from the store's own thread in the moment in which
    /// the one before it is answered, and counts the steps of each one's wait.
    private final class InvokeQueue: Sendable {
        private let store: Store
        private let waits = Mutex<[Int]>([])
        private let isEnding = Atomic(false)
        private let (ended, over) = AsyncStream<Void>.makeStream()

        init(_ store: Store) { self.store = store }

        func end() { isEnding.store(true, ordering: .relaxed) }

        func put() {
            let before = store.retentionSteps
            store.accept(.sample(rows: 10)) { [self] result in
                #expect(throws: Never.self) { try result.get() }
                waits.withLock { $0.append(store.retentionSteps - before) }
                if isEnding.load(ordering: .relaxed) { over.finish() } else { put() }
            }
        }

        func wait() async -> [Int] {
            for await _ in ended {}
            return waits.withLock { $0 }
        }
    }

    @Test func `lets other units through between its steps`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.retentionStepRecordsMax = 1
        let store = try workplace.store(options)
        defer { store.stop() }
        _ = try await Self.fill(store, .completed, at: .sample)
        let key = try await store.key(of: .sample())
        async let deleted = store.deleteFinished(before: .sample.plus(.seconds(1)))
        try await store.write(
            InvocationStep(key: key, at: .sample, calls: [.sample(0, 1)])
        ).get()
        #expect(try await deleted.get() == 1)
    }
}
