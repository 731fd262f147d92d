import Bridge
import Simulator
import Store
import Testing

@testable import Service

@Suite(.serialized) struct `Rows whose page cannot be read for a while` {
    private static let rows = 3 * Limits.pageRowsMax

    @Test func `are tried with one call at a time, and sent when it can be read again`()
        async throws
    {
        var paused = MPOBehaviour()
        paused.faults = [FaultRule(.paused, .always)]
        let world = try BridgeWorld(mpo: paused)
        let engine = try EngineInProcess(configuration: world.configuration)
        let report = await world.sender.send(InvokeLoad(rows: Self.rows), to: engine.invokeURL)
        #expect(report.accepted == 1)
        try engine.lines.wait(for: "event=mapping-paused")
        // Rows of the first page have been claimed: it is in memory, and the others are not.
        let unreadable = try UnreadableRecords(
            world.storePath, table: "page", column: "rows", where: "1")
        world.mpo.behave(MPOBehaviour())
        try engine.lines.wait(for: "event=store-refused", "conflict", count: 2)
        try unreadable.mend()
        try engine.lines.wait(for: "event=invocation-completed")
        engine.stop()
        // Each refusal is one call that was given back: not a whole data set of them.
        #expect(engine.lines.count("event=store-refused") < 10)
        world.expectOrder(rows: Self.rows)
        #expect(world.mpo.ledger.created == Self.rows)
        #expect(world.product.ledger.totals.completions == 1)
        #expect(engine.metrics.queuedRows == 0)
    }
}
