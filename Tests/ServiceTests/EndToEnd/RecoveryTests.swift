import Bridge
import Foundation
import Simulator
import Testing

/// Faults that end by themselves: nobody starts the daemon again, and fresh work flows at once.
@Suite(.serialized) struct `When a fault ends, fresh work flows` {
    /// Probes leave every four seconds at least once fresh work has come; the rest is for a machine
    /// that has other things to do.
    private static let flowMax = Duration.seconds(20)

    private func broken(_ fault: MPOFault, retryAfter: Int? = nil) -> MPOBehaviour {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(fault, .always)]
        behaviour.retryAfter = retryAfter
        return behaviour
    }

    /// Has forty rows fail until the pause has grown far beyond what fresh work may wait for.
    private func expectRecovery(_ fault: MPOFault, event: String?) async throws {
        let world = try BridgeWorld(mpo: broken(fault), mpoKeys: #""retry503": true,"#)
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 40), to: try world.invokeURL())
        if let event { _ = try world.running().line("event=\(event)", "retry-milliseconds=") }
        // Without tokens pauses double: the twelfth call after the first ones is a minute's.
        let before = world.mpo.ledger.calls
        let deadline = ContinuousClock.now + .seconds(25)
        while world.mpo.ledger.calls < before + 7, ContinuousClock.now < deadline {
            // Sleeps because the simulator has no event for a call that it refuses.
            try await Task.sleep(for: .milliseconds(50))
        }
        let callsOfOutage = world.mpo.ledger.calls
        world.mpo.behave(MPOBehaviour())
        let began = ContinuousClock.now
        try await world.finish(InvokeLoad(rows: 3), within: .seconds(120))
        // The old one goes on with it, at the latest a moment later.
        #expect(await world.product.waitForFinished(2, within: .seconds(60)))
        #expect(ContinuousClock.now - began < Self.flowMax, "\(fault)")
        world.expectOrder(rows: 43)
        #expect(world.product.ledger.totals.succeeded == 43)
        #expect(world.mpo.ledger.created == 43)
        // Each call of the first ones may have been signed anew; then single probes.
        #expect(callsOfOutage <= 64 + 20, "\(fault)")
        if event != nil { _ = try world.running().line("event=mapping-resumed") }
    }

    @Test func `to MPO, to a mapping that was paused, and to one that was halted`() async throws {
        // At the same time: each spends its time waiting.
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await expectRecovery(.tooMany, event: nil) }
            group.addTask { try await expectRecovery(.unavailable, event: nil) }
            group.addTask { try await expectRecovery(.paused, event: "mapping-paused") }
            group.addTask { try await expectRecovery(.unauthorized, event: "mapping-halted") }
            group.addTask { try await expectRecovery(.forbidden, event: "mapping-halted") }
            group.addTask { try await expectRecovery(.moved, event: "mapping-halted") }
            try await group.waitForAll()
        }
    }

    @Test(arguments: [ProductFault.Route.export, .import, .completion])
    func `to a product, on each of its routes`(_ route: ProductFault.Route) async throws {
        var behaviour = ProductBehaviour()
        behaviour.faults = [FaultRule(ProductFault(route, .unavailable), .always)]
        let world = try BridgeWorld(product: behaviour)
        try world.start()
        _ = await world.sender.send(
            InvokeLoad(count: 5, rows: 8, flow: .pull), to: try world.invokeURL())
        let event = ["export": "pull", "import": "push"][route.rawValue] ?? route.rawValue
        _ = try world.running().line("event=\(event)-failed", "attempt=1")
        _ = try world.running().line("event=\(event)-failed", "attempt=2")
        world.product.behave(ProductBehaviour())
        let began = ContinuousClock.now
        try await world.finish(InvokeLoad(rows: 3, flow: .pull), within: .seconds(120))
        #expect(await world.product.waitForFinished(6, within: .seconds(60)))
        #expect(ContinuousClock.now - began < Self.flowMax)
        world.expectOrder(rows: 43)
        #expect(world.product.ledger.totals.succeeded == 43)
    }

    @Test func `to a host that asked for a pause, after that pause`() async throws {
        var behaviour = ProductBehaviour()
        behaviour.faults = [FaultRule(ProductFault(.import, .tooMany), .only(1))]
        behaviour.retryAfter = 3
        let world = try BridgeWorld(product: behaviour)
        try world.start()
        let began = ContinuousClock.now
        try await world.finish(InvokeLoad(rows: 3), within: .seconds(60))
        // Fresh work does not shorten what was asked for.
        try await world.finish(InvokeLoad(rows: 3), within: .seconds(60))
        #expect(ContinuousClock.now - began >= .seconds(3))
        world.expectOrder(rows: 6)
    }
}

@Suite(.serialized) struct `A data set whose pages are large` {
    @Test func `is pulled in smaller pages when one is too large`() async throws {
        let world = try BridgeWorld(receiverKeys: #""bodyMax": "64KiB","#)
        try world.start()
        try await world.finish(InvokeLoad(rows: 2_500, flow: .pull))
        world.expectOrder(rows: 2_500)
        #expect(world.product.ledger.totals.succeeded == 2_500)
        #expect(world.mpo.ledger.created == 2_500)
        _ = try world.running().line("event=pull-failed", "too_large")
    }
}
