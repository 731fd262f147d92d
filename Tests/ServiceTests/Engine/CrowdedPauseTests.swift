import AMS
import Bridge
import Simulator
import Testing

@testable import Service

@Suite(.serialized) struct `A long pause of one mapping` {
    private static let invocations = 400

    @Test func `keeps no place from the others, however many wait for its end`() async throws {
        let world = try BridgeWorld(
            mappings: #"{"name": "held", "match": {"tenantId": "held"}, "processID": 66305},"#,
            mpoKeys: #""callsInFlightMax": 4,"#)
        let engine = try EngineInProcess(configuration: world.configuration, restingMax: 10)
        #expect(try await engine.act(.pause, ActScope(mapping: "held")).get().number == 1)
        let other = ProductSimulator(ProductOptions(tenantID: "held"))
        try other.start()
        let sender = InvokeSender(other)
        defer {
            sender.stop()
            other.stop()
        }
        // More than there are places, and than may be remembered.
        let report = await sender.send(
            InvokeLoad(count: Self.invocations, rows: 1, inFlightMax: 32, attemptsMax: 5),
            to: engine.invokeURL)
        #expect(report.accepted == Self.invocations)
        let small = await world.sender.send(InvokeLoad(rows: 3), to: engine.invokeURL)
        #expect(small.accepted == 1)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        #expect(world.mpo.ledger.created == 3)
        #expect(engine.metrics.queuedRows == Self.invocations)
        #expect(try await engine.act(.unpause, ActScope(mapping: "held")).get().number == 2)
        #expect(await other.waitForFinished(Self.invocations, within: .seconds(120)))
        engine.stop()
        #expect(world.mpo.ledger.created == Self.invocations + 3)
        #expect(world.mpo.ledger.duplicates == 0)
        #expect(engine.metrics.queuedRows == 0)
    }
}
