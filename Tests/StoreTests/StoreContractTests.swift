import Bridge
import SQLite
import Store
import Testing

/// What every store does, whether it stays open or is reopened after each step.
@Suite struct `A store` {
    enum Life: CaseIterable { case open, reopened }

    /// Hands out the store; a reopened one is a new one each time.
    final class Bench {
        let workplace: Workplace
        private let life: Life
        private var opened: Store?

        init(_ life: Life) throws {
            workplace = try Workplace()
            self.life = life
        }

        deinit { opened?.stop() }

        var store: Store {
            get throws {
                if life == .reopened { opened?.stop() }
                if life == .open, let opened { return opened }
                let new = try workplace.store()
                opened = new
                return new
            }
        }
    }

    @Test(arguments: Life.allCases)
    func `gives an invocation back as it came`(life: Life) async throws {
        let bench = try Bench(life)
        let new = NewInvocation.sample(rows: 2_500)
        let key = try await bench.store.key(of: new)
        let found = try #require(try bench.store.reader().invocation(key))
        #expect(found.id == new.id)
        #expect(found.context == new.context)
        #expect(found.dataSetID == new.dataSetID)
        #expect(found.head == new.head)
        #expect(found.mapping == new.mapping)
        #expect(found.progress == new.progress)
        #expect(found.acceptedAt == new.acceptedAt)
        #expect(found.changedAt == new.acceptedAt)
        #expect(found.reason == nil)
        #expect(try bench.store.reader().invocation(id: new.id) == found)
        for row in [0, 999, 1_000, 2_499] {
            let page = try bench.store.reader().page(of: key, containing: row)
            #expect(page == new.pages[row / 1_000])
        }
        #expect(try bench.store.reader().page(of: key, containing: 2_500) == nil)
    }

    @Test(arguments: Life.allCases)
    func `gives the second of two equal invokes the first one's id`(life: Life) async throws {
        let bench = try Bench(life)
        let first = NewInvocation.sample(digest: 1)
        _ = try await bench.store.key(of: first)
        let again = NewInvocation.sample(digest: 1, at: .sample.plus(.seconds(3599)))
        #expect(try await bench.store.accept(again).get() == .duplicate(of: first.id))
        let other = NewInvocation.sample(digest: 2)
        _ = try await bench.store.key(of: other)
        let late = NewInvocation.sample(digest: 1, at: .sample.plus(.seconds(3600)))
        _ = try await bench.store.key(of: late)
        let later = NewInvocation.sample(digest: 1, at: .sample.plus(.seconds(3700)))
        #expect(try await bench.store.accept(later).get() == .duplicate(of: late.id))
    }

    @Test(arguments: Life.allCases)
    func `tells invokes apart whose digests only begin alike`(life: Life) async throws {
        let bench = try Bench(life)
        let invokes = (0..<3 as Range<UInt8>).map { end in
            NewInvocation.sample(digest: 7, digestEnd: end)
        }
        for invoke in invokes { _ = try await bench.store.key(of: invoke) }
        #expect(Set(invokes.map(\.id.firstHalf)).count == 1)
        for (end, invoke) in invokes.enumerated() {
            let again = NewInvocation.sample(digest: 7, digestEnd: UInt8(end))
            #expect(try await bench.store.accept(again).get() == .duplicate(of: invoke.id))
        }
    }

    @Test(arguments: Life.allCases)
    func `gives a repeated invoke the first one's id where there is no room for a new one`(
        life: Life
    ) async throws {
        let bench = try Bench(life)
        let first = NewInvocation.sample(digest: 1)
        _ = try await bench.store.key(of: first)
        let again = NewInvocation.sample(digest: 1, mayStart: false)
        #expect(try await bench.store.accept(again).get() == .duplicate(of: first.id))
        let other = NewInvocation.sample(digest: 2, mayStart: false)
        #expect(try await bench.store.accept(other).get() == .noRoom)
        _ = try await bench.store.key(of: .sample(digest: 2))
    }

    @Test(arguments: Life.allCases)
    func `keeps every record of a step`(life: Life) async throws {
        let bench = try Bench(life)
        let key = try await bench.store.key(of: .sample())
        let progress = Progress(
            state: .halted, rowsAnnounced: nil, rowsStored: 40, isWhole: false, claimedTo: 30,
            settledTo: 20, reportedTo: 10, succeeded: 17, failed: 2, unknown: 1, reported: 10)
        let step = InvocationStep(
            key: key, at: .sample.plus(.seconds(9)), progress: progress, reason: "401 from MPO",
            pages: [.sample(0, 30), .sample(30, 10, columns: #"["A"]"#)],
            calls: [.sample(0, 10), .sample(10, 9)],
            exceptions: [
                .sample(3, .failed), .sample(4, .waiting, dueAt: .sample.plus(.seconds(60))),
                .sample(5, .succeeded, attempt: 2, class: .done, result: "{}"),
                .sample(19, .failed, attempt: 0, class: nil),
            ],
            attempts: [.sample(3, 1, .refused), .sample(4, 1, .notNow), .sample(4, 1, .notSent)],
            batches: [.sample(1, 0..<3, 6..<10)])
        try await bench.store.write(step).get()

        let reader = try bench.store.reader()
        let found = try #require(try reader.invocation(key))
        #expect(found.progress == progress)
        #expect(found.reason == "401 from MPO")
        #expect(found.changedAt == step.at)
        #expect(try reader.page(of: key, containing: 39) == step.pages[1])
        var calls: [CallRecord] = []
        try reader.calls(of: key, in: 0..<40) { calls.append($0) }
        #expect(calls == step.calls)
        #expect(try reader.exceptions(of: key, in: 0..<40) == step.exceptions)
        #expect(try reader.exceptions(of: key, in: 4..<19) == Array(step.exceptions[1...2]))
        #expect(try reader.attempts(of: key, row: 4) == Array(step.attempts[1...]))
        #expect(try reader.attempts(of: key, row: 5).isEmpty)
        #expect(try reader.reportedRanges(of: key, reachingBeyond: 0) == step.batches[0].rows)
    }

    @Test(arguments: Life.allCases)
    func `puts a row's later exception in the place of the earlier one`(life: Life) async throws {
        let bench = try Bench(life)
        let key = try await bench.store.key(of: .sample())
        for attempt in 1...3 {
            let step = InvocationStep(
                key: key, at: .sample,
                exceptions: [.sample(7, attempt < 3 ? .sending : .unknown, attempt: attempt)])
            try await bench.store.write(step).get()
        }
        let found = try bench.store.reader().exceptions(of: key, in: 0..<100)
        #expect(found == [.sample(7, .unknown, attempt: 3)])
    }

    @Test(arguments: Life.allCases)
    func `lists what is not completed, and sums over it`(life: Life) async throws {
        let bench = try Bench(life)
        var keys: [InvocationKey] = []
        for _ in 0..<5 { keys.append(try await bench.store.key(of: .sample(rows: 10))) }
        let settled = Progress.running(10, claimedTo: 10, settledTo: 4)
        try await bench.store.write(InvocationStep(key: keys[1], at: .sample, progress: settled))
            .get()
        try await bench.store.write(
            InvocationStep(key: keys[2], at: .sample, progress: settled.with(.completed)),
            InvocationStep(key: keys[3], at: .sample, progress: settled.with(.halted), reason: "x")
        ).get()
        let reader = try bench.store.reader()
        #expect(
            try reader.unfinishedInvocations(after: nil, limit: 9)
                == [keys[0], keys[1], keys[3], keys[4]])
        #expect(try reader.unfinishedInvocations(after: keys[0], limit: 1) == [keys[1]])
        #expect(try reader.totals().unfinishedInvocations == 4)
        #expect(try reader.totals().queuedRows == 32)
        let newest = try reader.summaries(before: nil, limit: 2).invocations
        #expect(newest.map(\.key) == [keys[4], keys[3]])
        #expect(newest[1].reason == "x")
        #expect(newest[1].mappingName == "loan-offer")
        let oldest = try reader.summaries(before: keys[1], limit: 9)
        #expect(oldest.invocations.map(\.key) == [keys[0]])
        // An operator lets a halted one go on.
        try await bench.store.write(InvocationStep(key: keys[3], at: .sample, progress: settled))
            .get()
        let open = try bench.store.reader().unfinishedInvocations(after: keys[1], limit: 9)
        #expect(open == [keys[3], keys[4]])
        #expect(try bench.store.reader().invocation(keys[3])?.reason == nil)
    }

    @Test(arguments: Life.allCases)
    func `never moves a completed invocation again`(life: Life) async throws {
        let bench = try Bench(life)
        let key = try await bench.store.key(of: .sample(rows: 1))
        let progress = Progress.running(1, claimedTo: 1, settledTo: 1).with(.completed)
        let step = InvocationStep(key: key, at: .sample, progress: progress)
        try await bench.store.write(step).get()
        await #expect(throws: StoreError.self) { try await bench.store.write(step).get() }
        let unheardOf = InvocationStep(
            key: InvocationKey(999), at: .sample, progress: progress, calls: [.sample(0, 1)])
        await #expect(throws: StoreError.self) { try await bench.store.write(unheardOf).get() }
        #expect(try bench.store.reader().callRanges(of: InvocationKey(999), from: 0).isEmpty)
    }

    @Test func `begins a new epoch with each opening, and marks progress with it`() async throws {
        let workplace = try Workplace()
        let first = try workplace.store()
        let key = try await first.key(of: .sample(rows: 10))
        #expect(try first.reader().invocation(key)?.epoch == first.epoch)
        first.stop()
        let second = try workplace.store()
        defer { second.stop() }
        #expect(second.epoch == first.epoch + 1)
        #expect(try second.reader().invocation(key)?.epoch == first.epoch)
        let step = InvocationStep(key: key, at: .sample, progress: .running(10, claimedTo: 5))
        try await second.write(step).get()
        #expect(try second.reader().invocation(key)?.epoch == second.epoch)
    }

    @Test func `keeps a mapping's text once`() async throws {
        let workplace = try Workplace()
        for _ in 0..<2 {
            let store = try workplace.store()
            for name in ["a", "b", "a"] { _ = try await store.key(of: .sample(mapping: name)) }
            store.stop()
        }
        #expect(try workplace.stranger().integer("SELECT count(*) FROM mapping") == 2)
    }

    @Test func `is for its owner's eyes only`() throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        for suffix in ["", "-wal", "-shm", ".lock"] {
            #expect(try workplace.permissions(suffix) == 0o600, "\(suffix)")
        }
    }
}
