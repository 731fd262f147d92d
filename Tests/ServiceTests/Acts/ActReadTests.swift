import Bridge
import SQLite
import Simulator
import Store
import TestSupport
import Testing

@testable import Service

/// Acts that meet records which cannot be read.
@Suite(.serialized) struct `An act that cannot read on` {
    /// An engine with completed invocations, the rows of which have all failed.
    private func world(
        invocations: Int, rows: Int
    ) async throws -> (BridgeWorld, EngineInProcess) {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        let engine = try EngineInProcess(configuration: world.configuration)
        let report = await world.sender.send(
            InvokeLoad(count: invocations, rows: rows), to: engine.invokeURL)
        #expect(report.accepted == invocations)
        try engine.lines.wait(for: "event=invocation-completed", count: invocations)
        // The end of one is told before it is kept, and until then an act waits for it.
        let isThrough = await Patience.wait(within: .seconds(60)) {
            engine.metrics.invocationsOpen.value == 0
        }
        #expect(isThrough && world.product.finishedCount == invocations)
        world.mpo.behave(MPOBehaviour())
        return (world, engine)
    }

    @Test func `tells of what it has done, and goes on by itself when it can`() async throws {
        let (world, engine) = try await world(invocations: 3, rows: 10)
        let unreadable = try UnreadableRecords(
            world.storePath, table: "invoke", column: "head", where: "key = 2")
        let record = try await engine.act(.retry, ActScope(state: .failed)).get()
        #expect(record.number == 1 && record.rows == 10 && record.endedAt == nil)
        // It is on record together with its rows, and is found again.
        #expect(try engine.store.reader().openActs().map(\.record) == [record])
        try engine.lines.wait(for: "event=store-refused", count: 2)
        try unreadable.mend()
        try engine.lines.wait(for: "event=act-ended", "act=1 ", "rows=30", "skipped=0")
        let next = await engine.act(.retry, ActScope(state: .held))
        #expect(next.refusal == "nothing_to_do: no row is held")
        engine.stop()
        #expect(world.mpo.ledger.created == 30 && world.mpo.ledger.duplicates == 0)
        #expect(try engine.store.reader().acts(before: nil, limit: 9).map(\.number) == [1])
    }

    @Test func `is refused when nothing was done, and its number is free`() async throws {
        let (world, engine) = try await world(invocations: 1, rows: 3)
        let unreadable = try UnreadableRecords(
            world.storePath, table: "invoke", column: "head", where: "key = 1")
        let refused = await engine.act(.retry, ActScope(state: .failed))
        #expect(refused.refusal?.hasPrefix("store: the store takes nothing now (conflict)") == true)
        try unreadable.mend()
        #expect(try await engine.act(.retry, ActScope(state: .failed)).get().number == 1)
        engine.stop()
    }

    @Test func `ends with a note when the records contradict each other`() async throws {
        let (world, engine) = try await world(invocations: 1, rows: 3)
        // A row of no invocation, before all others.
        try UnreadableRecords.connection(world.storePath).execute(
            """
            INSERT INTO exception (key, state, attempt, reason, at) VALUES (7, 'failed', 1, '', 0)
            """)
        let refused = await engine.act(.retry, ActScope(state: .failed))
        #expect(refused.refusal?.hasPrefix("nothing_to_do: it could not go on: ") == true)
        #expect(refused.refusal?.contains("belongs to no invocation") == true)
        engine.stop()
    }

    @Test func `keeps no other act from going on at the next start`() async throws {
        let (world, engine) = try await world(invocations: 2, rows: 10)
        let slow = try await engine.act(.retry, ActScope(state: .failed), rate: 0.01).get()
        let other = try await engine.act(.retry, ActScope(state: .failed), rate: 0.01).get()
        #expect(slow.endedAt == nil && other.endedAt == nil)
        engine.stop()
        try UnreadableRecords.connection(world.storePath).execute(
            "UPDATE act SET last = 7 WHERE number = \(slow.number)")
        let next = try EngineInProcess(configuration: world.configuration)
        #expect(
            await next.act(.retry, ActScope(state: .held)).refusal
                == "nothing_to_do: no row is held")
        try next.lines.wait(for: "event=act-skipped", "act \(slow.number)")
        try next.lines.wait(for: "event=act-resumed", "act=\(other.number) ")
        next.stop()
    }
}
