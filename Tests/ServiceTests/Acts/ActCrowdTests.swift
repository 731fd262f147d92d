import Bridge
import Simulator
import Store
import Testing

@testable import Service

/// Acts about more invocations than there are places.
@Suite(.serialized) struct `A large act while MPO is paused` {
    private static let invocations = 1_400

    /// An engine with few places, and completed invocations of one failed row each.
    private func world() async throws -> (BridgeWorld, EngineInProcess) {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour, mpoKeys: #""callsInFlightMax": 4,"#)
        let engine = try EngineInProcess(configuration: world.configuration)
        let report = await world.sender.send(
            InvokeLoad(count: Self.invocations, rows: 1, inFlightMax: 32, attemptsMax: 5),
            to: engine.invokeURL)
        #expect(report.accepted == Self.invocations)
        #expect(await world.product.waitForFinished(Self.invocations, within: .seconds(120)))
        var paused = MPOBehaviour()
        paused.faults = [FaultRule(.paused, .always)]
        world.mpo.behave(paused)
        return (world, engine)
    }

    @Test func `leaves places to single acts and to fresh work, and does not fill the queue`()
        async throws
    {
        let (world, engine) = try await world()
        let record = try await engine.act(.retry, ActScope(state: .failed)).get()
        #expect(record.number == 1 && record.endedAt == nil)
        let ahead = Acts.rowsAheadMax
        try await world.wait(for: "rows of the act") {
            try engine.openAct(1).rows >= ahead
        }
        // Those that it has come to are beyond the places that there are, and some rest.
        for number in Self.invocations - 19...Self.invocations {
            let scope = ActScope(invocation: try engine.invocation(Int64(number)).id, row: 0)
            let resolved = await engine.act(.resolve, scope, .failed(message: "no longer wanted"))
            #expect(try resolved.get().rows == 1)
        }
        let report = await world.sender.send(
            InvokeLoad(rows: 3, flow: .pull), to: engine.invokeURL)
        #expect(report.accepted == 1)
        try engine.lines.wait(for: "event=page-pulled")
        // A row that a probe carries does not wait in the queue.
        let calls = 4
        #expect((ahead...ahead + calls).contains(try engine.openAct(1).rows))
        world.mpo.behave(MPOBehaviour())
        try engine.lines.wait(
            for: "event=act-ended", "act=1 ", "rows=\(Self.invocations)", "skipped=0", within: 120)
        try await world.wait(for: "tasks") {
            world.mpo.ledger.created == Self.invocations + 3
        }
        engine.stop()
        #expect(world.mpo.ledger.duplicates == 0)
        #expect(world.product.ledger.totals.completionsAgain == 0)
    }
}
