import Bridge
import Curl
import Simulator
import Store
import Testing

@testable import Service

@Suite(.serialized) struct `An act that an operator stops` {
    private func stop(
        _ number: Int64, _ engine: EngineInProcess
    ) async -> Result<ActRecord, ActRefusal> {
        await engine.stopAct(ActStop(number: number, operatorName: "ben"))
    }

    @Test func `ends where it stands, for good`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        let engine = try EngineInProcess(configuration: world.configuration)
        #expect(await stop(1, engine).refusal == "not_found: there is no act 1")
        let report = await world.sender.send(InvokeLoad(rows: 100), to: engine.invokeURL)
        #expect(report.accepted == 1)
        try engine.lines.wait(for: "event=invocation-completed")
        world.mpo.behave(MPOBehaviour())
        // A row in a hundred seconds: it is still at its first one.
        let begun = try await engine.act(.retry, ActScope(state: .failed), rate: 0.01).get()
        #expect(begun.rows == 1 && begun.endedAt == nil)
        let stopped = try await stop(1, engine).get()
        #expect(stopped.endedAt != nil && stopped.rows == 1 && stopped.note == "stopped by ben")
        try engine.lines.wait(for: "event=act-ended", "act=1 ", "note=\"stopped by ben\"")
        #expect(await stop(1, engine).refusal == "nothing_to_do: act 1 has ended already")
        #expect(await stop(2, engine).refusal == "not_found: there is no act 2")
        // What it had taken up goes on.
        try engine.lines.wait(for: "event=invocation-completed", count: 2)
        engine.stop()
        #expect(world.mpo.ledger.created == 1)
        let reader = try Store(path: world.storePath, now: UnixTime(seconds: 0)).reader()
        #expect(try reader.openActs() == [])
        #expect(try reader.acts(before: nil, limit: 9) == [stopped])
    }

    @Test func `is named on the command line`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.invalid, .always)]
        let world = try BridgeWorld(mpo: behaviour)
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 50))
        let begun = try await world.command(
            "retry", "--all", "--state", "failed", "--rate", "1", "--no-wait")
        #expect(begun.status == 0, "\(begun.messages)")
        let stopped = try await world.command("acts", "stop", "1")
        #expect(stopped.status == 0, "\(stopped.messages)")
        #expect(stopped.output.hasPrefix("act 1: "))
        #expect(stopped.output.contains(" sent again (stopped by "), "\(stopped.output)")
        let again = try await world.command("acts", "stop", "1")
        #expect(again.status == 1 && again.messages.contains("act 1 has ended already"))
        #expect(try await world.command("acts", "stop", "9").status == 3)
        for words in [["acts", "stop"], ["acts", "stop", "x"], ["acts", "end", "1"]] {
            #expect(try await Program.Run(words).ended().status == 2)
        }
        let unknown = try await world.request("/v1/acts/x/stop", method: .post)
        #expect(unknown.status == 404)
        #expect(try await world.request("/v1/acts/1/stop").status == 404)
    }
}
