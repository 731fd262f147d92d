import Bridge
import Simulator
import Store
import Testing

@testable import Service

@Suite(.serialized) struct `An engine that gets another configuration` {
    @Test func `goes on with what waited for its install, and not with what was halted`()
        async throws
    {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.export, .notFound), .always)]
        let world = try BridgeWorld(product: product)
        let first = try EngineInProcess(configuration: world.configuration)
        #expect(
            await world.sender.send(InvokeLoad(rows: 3, flow: .pull), to: first.invokeURL).accepted
                == 1)
        try first.lines.wait(for: "event=invocation-halted")
        #expect(try await first.act(.pause, ActScope(mapping: "offer")).get().number == 1)
        #expect(
            await world.sender.send(InvokeLoad(rows: 3), to: first.invokeURL).accepted == 1)
        first.stop()
        world.product.behave(ProductBehaviour())
        let without = world.configuration.replacing("a28b7df0-", with: "a28b7df1-")
        let second = try EngineInProcess(configuration: without)
        try second.lines.wait(for: "event=invocation-skipped", "is not configured", count: 2)
        #expect(try await second.act(.unpause, ActScope(mapping: "offer")).get().number == 2)
        #expect(world.mpo.ledger.created == 0)
        try await second.adopt(world.configuration)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        #expect(try second.invocation(1).progress.state == .halted)
        #expect(second.invocationsHalted == 1)
        second.stop()
        #expect(world.mpo.ledger.created == 3)
        #expect(second.metrics.queuedRows == 0)
    }

    @Test func `lets calls that left before end in the time that they had`() throws {
        let world = try BridgeWorld(mpoKeys: #""timeout": "60s","#)
        let configuration = try EngineInProcess.configuration(world.configuration)
        let shorter = try EngineInProcess.configuration(
            world.configuration.replacing(#""60s""#, with: #""5s""#))
        let longer = try EngineInProcess.configuration(
            world.configuration.replacing(#""60s""#, with: #""90s""#))
        let clock = BridgeClock.system
        let store = try Store(path: world.storePath, now: clock.wall())
        defer { store.stop() }
        let setup = EngineSetup(
            configuration: configuration, store: store, inbox: EngineInbox(),
            log: Log(wallTime: clock.wall, time: clock.now, sink: { _ in }), metrics: Metrics(),
            clock: clock, onFailure: { Issue.record("the store failed: \($0)") })
        let drains = try Turns.one(now: clock.now(), wall: clock.wall()) { turn in
            let engine = try #require(setup.make() as? Engine)
            return [configuration, shorter, longer].map { configuration in
                engine.adopt(configuration, turn)
                return engine.drainMax
            }
        }
        #expect(drains[0] > .seconds(60) && drains[1] == drains[0])
        #expect(drains[2] > drains[1])
    }
}
