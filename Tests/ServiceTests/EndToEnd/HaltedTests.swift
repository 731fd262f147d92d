import Bridge
import Simulator
import Testing

@Suite(.serialized) struct `An invocation that a peer refuses for good` {
    static let routes: [(ProductFault, String)] = [
        (ProductFault(.export, .notFound), "reason=\"export: HTTP 404\""),
        (ProductFault(.import, .badRequest), "reason=\"import: HTTP 400\""),
        (ProductFault(.completion, .notFound), "reason=\"completion: HTTP 404\""),
    ]

    @Test(arguments: 0..<3)
    func `stands still, and goes on at the next start without losing a row`(_ route: Int)
        async throws
    {
        let (fault, reason) = Self.routes[route]
        var behaviour = ProductBehaviour()
        behaviour.faults = [FaultRule(fault, .always)]
        let world = try BridgeWorld(product: behaviour)
        try world.start()
        let report = await world.sender.send(
            InvokeLoad(rows: 40, flow: .pull), to: try world.invokeURL())
        #expect(report.accepted == 1)
        _ = try world.running().line("event=invocation-halted", reason)
        #expect(try world.running().terminate() == 0)
        world.product.behave(ProductBehaviour())
        try world.start()
        // The reason outlives the steps that were written after it.
        _ = try world.running().line("event=invocation-resumed", reason)
        #expect(await world.product.waitForFinished(1, within: .seconds(30)))
        world.expectOrder(rows: 40)
        #expect(world.product.ledger.totals.succeeded == 40)
        #expect(world.mpo.ledger.created == 40)
    }
}
