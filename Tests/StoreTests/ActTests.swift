import Bridge
import SQLite
import Testing

@testable import Store

/// What operators decide, as the disk holds it.
@Suite struct `An act in the store` {
    @Test func `is read back as it was written, newest first`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let reader = try store.reader()
        #expect(try reader.lastActNumber() == 0 && (try reader.acts(before: nil, limit: 9)) == [])
        let id = try #require(InvocationID("4b0a8e9c-1111-4222-8333-444455556666"))
        var first = StoredAct.sample(
            1, .resolve, ActScope(invocation: id, row: 7, state: .held, mapping: "loan"),
            .succeeded(result: Array(#"{"größe":1}"#.utf8)), rate: 2.5)
        let second = StoredAct.sample(2, .resolve, ActScope(), .failed(message: "lost"))
        let third = StoredAct.sample(3, .resolve, ActScope(), .succeeded(result: nil))
        try await store.write(acts: [first, second, third]).get()
        #expect(try reader.openActs() == [first, second, third])
        first.record.rows = 5
        first.record.skipped = 1
        first.record.note = "skipped: it is gone"
        first.record.endedAt = .sample
        first.place = RowPlace(InvocationKey(3), 99)
        try await store.write(acts: [first]).get()
        #expect(try reader.openActs() == [second, third])
        #expect(try reader.acts(before: nil, limit: 2) == [third.record, second.record])
        #expect(try reader.acts(before: 2, limit: 2) == [first.record])
        #expect(try reader.lastActNumber() == 3)
    }

    @Test func `finds the rows it is about, in order, from where it stands`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        var keys: [InvocationKey] = []
        for _ in 0..<2 {
            let key = try await store.key(of: .sample(rows: 10))
            keys.append(key)
            try await store.write(
                InvocationStep(
                    key: key, at: .sample,
                    exceptions: [
                        .sample(1, .failed), .sample(2, .held), .sample(3, .waiting),
                        .sample(4, .unknown), .sample(6, .succeeded), .sample(8, .failed),
                    ])
            ).get()
        }
        let reader = try store.reader()
        func rows(
            _ states: [ExceptionState], after: RowPlace?, through: RowPlace, limit: Int = 9
        ) throws -> [Int] {
            try reader.actableRows(states, after: after, through: through, limit: limit).map {
                Int($0.place.invocation.number) * 100 + $0.exception.row
            }
        }
        let end = RowPlace.end(of: keys[1])
        #expect(try rows([.failed], after: nil, through: end) == [101, 108, 201, 208])
        #expect(
            try rows(ActScope.states, after: nil, through: end, limit: 5)
                == [101, 102, 104, 108, 201])
        #expect(
            try rows([.held, .failed], after: RowPlace(keys[0], 2), through: .end(of: keys[0]))
                == [108])
        #expect(
            try rows(
                ActScope.states, after: .before(keys[1], 4), through: RowPlace(keys[1], 4)) == [204]
        )
        #expect(RowPlace.before(InvocationKey(1), 0) == nil)
        #expect(RowPlace.before(keys[1], 0) == .end(of: keys[0]))
    }

    @Test func `finds them by an index, however many others there are`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let stranger = try workplace.stranger()
        let queries = try ActQueries(on: stranger)
        let plan = try stranger.prepare("EXPLAIN QUERY PLAN \(queries.actable.sql)")
        #expect(try plan.step())
        #expect(plan.string(3).contains("INDEX exception_actable (state=? AND rowid>?"))
        #expect(try !plan.step(), "no sorting")
    }

    @Test func `stands with its rows in one transaction, or not at all`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 3))
        let act = StoredAct.sample(1, .retry, ActScope())
        let reopening = InvocationStep.reopening(key, rows: 3, exceptions: [.sample(1, .waiting)])
        // It was never completed, so that there is nothing to reopen.
        let refused = await store.write(StoreUnit(steps: [reopening], acts: [act]))
        #expect(refused.failureLabel == "conflict")
        let reader = try store.reader()
        #expect(try reader.lastActNumber() == 0)
        #expect(try reader.exceptions(of: key, in: 0..<3).isEmpty)
    }

    @Test func `brings a completed invocation back among the unfinished`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 3))
        var progress = Progress.running(3, claimedTo: 3, settledTo: 3).with(.completed)
        progress.isNotified = true
        try await store.write(InvocationStep(key: key, at: .sample, progress: progress)).get()
        let reader = try store.reader()
        #expect(try reader.unfinishedInvocations(after: nil, limit: 9) == [])
        #expect(try reader.invocation(key)?.progress == progress)
        try await store.write(.reopening(key, rows: 3)).get()
        #expect(try reader.unfinishedInvocations(after: nil, limit: 9) == [key])
        #expect(try reader.invocation(key)?.progress.state == .running)
        try await store.write(InvocationStep(key: key, at: .sample, progress: progress)).get()
        #expect(try reader.unfinishedInvocations(after: nil, limit: 9) == [])
        let twice = await store.write(.reopening(key, rows: 3), .reopening(key, rows: 3))
        #expect(twice.failureLabel == "conflict")
        let gone = await store.write(.reopening(InvocationKey(77), rows: 3))
        #expect(gone.failureLabel == "conflict")
    }

    @Test func `has its rows reported a second time until a batch holds them`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample(rows: 100))
        func write(
            batches: [BatchRecord] = [], corrections: [Int] = []
        ) async throws {
            try await store.write(
                InvocationStep(
                    key: key, at: .sample, batches: batches, corrections: corrections)
            ).get()
        }
        try await write(batches: [.sample(1, 0..<50), .sample(2, 50..<90)])
        try await write(corrections: [7, 8, 60, 89])
        let reader = try store.reader()
        #expect(
            try reader.reportedRanges(of: key, reachingBeyond: 0).ranges
                == [0..<7, 9..<60, 61..<89])
        try await write(batches: [.sample(3, 8..<9, 60..<61, 90..<95)])
        #expect(
            try reader.reportedRanges(of: key, reachingBeyond: 0).ranges
                == [0..<7, 8..<89, 90..<95])
        try await write(batches: [.sample(4, 7..<8), .sample(5, 89..<90, 95..<100)])
        #expect(try reader.reportedRanges(of: key, reachingBeyond: 0).ranges == [0..<100])
        let stranger = try workplace.stranger()
        #expect(
            try stranger.text("SELECT group_concat(corrected) FROM (SELECT * FROM batches)")
                == "0,0,2,1,1")
    }

    @Test func `goes with the retention, but for the newest`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        var acts = (1...3).map { StoredAct.sample($0, .retry, ActScope()) }
        for index in [0, 2] { acts[index].record.endedAt = .sample }
        try await store.write(acts: acts).get()
        let later = UnixTime.sample.plus(.seconds(9))
        #expect(try await store.deleteFinished(before: later).get() == 0)
        let reader = try store.reader()
        #expect(try reader.acts(before: nil, limit: 9).map(\.number) == [3, 2])
    }

    @Test func `is shown to people with their names for things`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let invoke = NewInvocation.sample(rows: 9)
        let key = try await store.key(of: invoke)
        try await store.write(
            InvocationStep(
                key: key, at: .sample, calls: [.sample(0, 9)], exceptions: [.sample(5, .failed)],
                attempts: [.sample(5, 1, .refused)], batches: [.sample(1, 0..<9)])
        ).get()
        try await store.write(acts: [.sample(1, .retry, ActScope(invocation: invoke.id))]).get()
        let stranger = try workplace.stranger()
        for view in ["exceptions", "attempts", "calls", "batches", "acts"] {
            #expect(
                try stranger.text("SELECT invocation FROM \(view)") == invoke.id.text, "\(view)")
        }
        #expect(try stranger.integer("SELECT row FROM exceptions") == 5)
        #expect(try stranger.text("SELECT sent FROM attempts") == "2027-01-15 08:00:00")
    }
}
