import Bridge
import Simulator
import Testing

@Suite(.serialized) struct `After kill -9, the bridge` {
    private func slowly() -> MPOBehaviour {
        var behaviour = MPOBehaviour()
        behaviour.latency = .milliseconds(2) ... .milliseconds(6)
        return behaviour
    }

    /// Kills at the first line of each event in turn, and lets the last start finish.
    private func run(
        _ flow: InvokeFlow, rows: Int, kills: [String], operationsPerCall: Int = 1
    ) async throws {
        var behaviour = ProductBehaviour()
        behaviour.shape.pullPageMax = 100
        behaviour.shape.pushBatchMax = 75
        let world = try BridgeWorld(
            mpo: slowly(), product: behaviour,
            mapping: #""operationsPerCall": \#(operationsPerCall),"#)
        try world.start()
        let report = await world.sender.send(
            InvokeLoad(rows: rows, flow: flow), to: try world.invokeURL())
        #expect(report.accepted == 1)
        for event in kills {
            // On a slow machine the bridge may have come to its end before the kill is due.
            if world.product.finishedCount > 0 { break }
            let seen = try world.running().event(event, "invocation-completed")
            if seen != event { break }
            try world.running().kill()
            try world.start()
        }
        #expect(await world.product.waitForFinished(1, within: .seconds(120)))
        world.expectOrder(rows: rows)
        let totals = world.product.ledger.totals
        #expect(totals.succeeded + totals.failures == rows)
        // What was under way at a kill is reported as unknown, and nothing else is.
        #expect(totals.failures <= 32 * operationsPerCall * kills.count)
        #expect(world.mpo.ledger.created >= totals.succeeded)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `loses no row and creates no task twice, with data`() async throws {
        try await run(
            .data, rows: 1_000, kills: ["invoke-accepted", "batch-pushed", "batch-pushed"])
    }

    @Test func `loses no row and creates no task twice, while it pulls`() async throws {
        try await run(
            .pull, rows: 2_000, kills: ["page-pulled", "page-pulled", "batch-pushed"])
    }

    @Test func `reports every row that was in a call of several operations`() async throws {
        try await run(
            .data, rows: 3_000, kills: ["batch-pushed", "batch-pushed"], operationsPerCall: 10)
    }
}
