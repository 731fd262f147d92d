import Bridge
import Simulator
import Store
import Testing

@testable import Service

@Suite(.serialized) struct `Rows whose page cannot be read for a while` {
    private static let rows = 300

    @Test func `are tried with one call at a time, and sent when it can be read again`()
        async throws
    {
        var paused = MPOBehaviour()
        paused.faults = [FaultRule(.paused, .always)]
        let world = try BridgeWorld(mpo: paused)
        let first = try EngineInProcess(configuration: world.configuration)
        let report = await world.sender.send(InvokeLoad(rows: Self.rows), to: first.invokeURL)
        #expect(report.accepted == 1)
        try first.lines.wait(for: "event=mapping-paused")
        first.stop()
        world.mpo.behave(MPOBehaviour())
        let unreadable = try UnreadableRecords(
            world.storePath, table: "page", column: "rows", where: "1")
        // A start has no page in memory.
        let next = try EngineInProcess(configuration: world.configuration)
        try next.lines.wait(for: "event=store-refused", "conflict", count: 2)
        try unreadable.mend()
        try next.lines.wait(for: "event=invocation-completed")
        next.stop()
        // Each refusal is one call that was given back: not a whole data set of them.
        #expect(next.lines.count("event=store-refused") < 10)
        world.expectOrder(rows: Self.rows)
        #expect(world.mpo.ledger.created == Self.rows)
        #expect(world.product.ledger.totals.completions == 1)
        #expect(next.metrics.queuedRows == 0)
    }
}
