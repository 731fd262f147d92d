import Bridge
import Simulator
import Store
import Testing

@testable import Service

/// An act so slow that its invocation is over again before the next row is taken up.
@Suite(.serialized) struct `An act that takes rows up one by one` {
    @Test func `has each end told once, and the data set called complete only once`()
        async throws
    {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        let engine = try EngineInProcess(configuration: world.configuration)
        let report = await world.sender.send(InvokeLoad(rows: 12), to: engine.invokeURL)
        #expect(report.accepted == 1)
        try engine.lines.wait(for: "event=invocation-completed")
        world.mpo.behave(MPOBehaviour())
        let id = try engine.invocation().id
        // One by one, whatever the machine's pace: the next is asked for when the last is over.
        for row in 0..<8 {
            let one = ActScope(invocation: id, row: row)
            #expect(try await engine.act(.retry, one).get().rows == 1)
            try engine.lines.wait(for: "event=invocation-completed", count: row + 2)
        }
        let rest = try await engine.act(.retry, ActScope(invocation: id), rate: 5).get()
        #expect(rest.rows == 1 && rest.endedAt == nil)
        try engine.lines.wait(for: "event=act-ended", "rows=4", "skipped=0")
        try await world.wait(for: "corrections") { world.product.ledger.totals.rowsLate == 12 }
        engine.stop()
        let totals = world.product.ledger.totals
        #expect(totals.rowsLate == 12 && totals.missing == 0)
        #expect(totals.completions == 1 && totals.completionsAgain == 0)
        #expect(totals.completionsEarly == 0)
        #expect(world.mpo.ledger.created == 12 && world.mpo.ledger.duplicates == 0)
        let reader = try Store(path: world.storePath, now: UnixTime(seconds: 0)).reader()
        let progress = try #require(try reader.invocation(InvocationKey(1))).progress
        #expect(progress.state == .completed && progress.succeeded == 12)
        #expect(progress.reported == 12)
        // The log says it once, and again only to whoever wants to know everything.
        #expect(engine.lines.count("event=invocation-completed ") == 1)
    }
}
