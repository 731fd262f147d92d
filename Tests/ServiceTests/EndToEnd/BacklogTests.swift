import Simulator
import Testing

@Suite struct `A backlog` {
    /// More than are worked on at the same time and are kept in memory together: some only the
    /// store has.
    @Test func `comes to its end, wherever its invocations wait`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .milliseconds(5) ... .milliseconds(5)
        let world = try BridgeWorld(mpo: behaviour, mpoKeys: #""callsInFlightMax": 2,"#)
        try world.start()
        try await world.finish(InvokeLoad(count: 1_000, rows: 1, inFlightMax: 64))
        world.expectOrder(rows: 1_000)
        #expect(world.mpo.ledger.created == 1_000)
        #expect(world.product.ledger.totals.completions == 1_000)
        #expect(try world.running().log.allSatisfy { !$0.contains("invocation-skipped") })
    }
}
