import Bridge
import Simulator
import Testing

@Suite(.serialized) struct `A row of which nobody knows, where MPO can be asked,` {
    /// MPO's timeout is as short as it can be, since a look-up waits until it has surely passed.
    private func world(
        _ fault: MPOFault, mapping: String = "", _ change: (inout MPOBehaviour) -> Void = { _ in }
    ) throws -> BridgeWorld {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(fault, .only(3))]
        change(&behaviour)
        return try BridgeWorld(
            mpo: behaviour, mapping: mapping,
            mpoKeys: #""timeout": "1s", "mainURL": "MAIN-URL","#)
    }

    @Test func `takes over the result of a task that has ended`() async throws {
        let world = try world(.resetAfter) { $0.savesTasks = true }
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        world.expectOrder(rows: 20)
        _ = try world.running().line("event=task-looked-up", "finding=ended")
        #expect(world.product.ledger.totals.succeeded == 20)
        #expect(world.mpo.ledger.created == 20)
        #expect(world.mpo.ledger.shows == 1)
    }

    @Test func `waits for a task that is still running`() async throws {
        let world = try world(.timeout) {
            $0.savesTasks = true
            // Longer than a look-up waits until MPO has surely given up.
            $0.lateEnd = .seconds(16)
        }
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        world.expectOrder(rows: 20)
        _ = try world.running().line("event=task-looked-up", "finding=running")
        #expect(world.product.ledger.totals.succeeded == 20)
        #expect(world.mpo.ledger.created == 20)
    }

    @Test func `is reported when MPO knows no such task, and never sent again`() async throws {
        let world = try world(.resetAfter)
        try world.start()
        try await world.finish(InvokeLoad(rows: 20))
        world.expectOrder(rows: 20)
        #expect(world.product.ledger.totals.failures == 1)
        #expect(world.mpo.ledger.created == 20)
    }

    @Test func `is looked up after kill -9, too`() async throws {
        let world = try world(.gatewayTimeout) {
            $0.savesTasks = true
            $0.lateEnd = .milliseconds(1)
        }
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 20), to: try world.invokeURL())
        _ = try world.running().line("event=call-failed")
        try world.running().kill()
        try world.start()
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 20)
        // Each task that was created is found, whether its call had ended or not.
        #expect(world.product.ledger.totals.succeeded == world.mpo.ledger.created)
    }
}
