import Bridge
import Simulator
import Testing

@Suite(.serialized) struct `The bridge, end to end,` {
    @Test func `reports every row of a data set that came along`() async throws {
        let world = try BridgeWorld()
        try world.start()
        try await world.finish(InvokeLoad(count: 3, rows: 250, inFlightMax: 3))
        world.expectOrder(rows: 750)
        #expect(world.product.ledger.totals.succeeded == 750)
        #expect(world.product.ledger.totals.reportedAgainSame == 0)
        #expect(world.product.ledger.totals.completions == 3)
        #expect(world.mpo.ledger.created == 750)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `pulls a data set page by page and reports every row`() async throws {
        let world = try BridgeWorld()
        try world.start()
        try await world.finish(InvokeLoad(count: 1, rows: 3_500, flow: .pull))
        world.expectOrder(rows: 3_500)
        #expect(world.product.ledger.totals.succeeded == 3_500)
        #expect(world.product.ledger.totals.pages == 4)
        #expect(world.mpo.ledger.created == 3_500)
    }
}
