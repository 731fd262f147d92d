import Curl
import Foundation
import Glibc
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A mapping that an operator pauses` {
    @Test func `sends nothing, takes invokes, and goes on when it is resumed, over a crash, too`()
        async throws
    {
        let world = try BridgeWorld()
        try world.startForCommands()
        let run = try await world.command("pause", "offer", "--why", "the process is changed")
        #expect(run.status == 0 && run.output.contains("mapping offer is paused"))
        let report = await world.sender.send(InvokeLoad(rows: 5), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await expectPaused(world)
        try world.running().kill()
        try world.startForCommands()
        try await expectPaused(world)
        #expect(world.mpo.ledger.calls == 0)
        #expect(try await world.command("resume", "--mapping", "offer").status == 0)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 5)
        let status = try await world.answer("status")
        #expect(status["pauses"]?.elements.map { $0 }.count == 0)
        let acts = try await world.answer("acts")
        let verbs = acts["acts"]?.elements.map { $0["verb"]?.string }
        #expect(verbs == ["unpause", "pause"])
        #expect(acts["acts"]?[1]?["note"]?.string == "the process is changed")
        #expect(acts["acts"]?[1]?["scope"]?["mapping"]?.string == "offer")
        #expect(try world.running().terminate() == 0)
    }

    private func expectPaused(_ world: BridgeWorld) async throws {
        let status = try await world.answer("status")
        #expect(status["pauses"]?[0]?["mapping"]?.string == "offer")
        #expect(status["pauses"]?[0]?["why"]?.string == "the process is changed")
        #expect(status["rows"]?["waiting"]?.integer == 5)
        let text = try await world.command("status").output
        #expect(text.contains("mpo-bridge resume --mapping offer"), "\(text)")
        let id = try await world.onlyID()
        let next = try await world.answer("show", id, "0")["next"]
        #expect(next?["what"]?.string?.contains("has paused mapping offer") == true)
        #expect(next?["commands"]?[0]?.string == "mpo-bridge resume --mapping offer")
        let metrics = String(
            decoding: try await world.request("/metrics").body, as: UTF8.self)
        #expect(metrics.contains("mpo_bridge_mapping_paused_by_operator{mapping=\"offer\"} 1\n"))
    }

    @Test func `lets calls under way end, and no further one leave`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .seconds(2) ... .seconds(2)
        let world = try BridgeWorld(mpo: behaviour, mpoKeys: #""callsInFlightMax": 4,"#)
        try world.startForCommands()
        let report = await world.sender.send(InvokeLoad(rows: 40), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await world.wait(for: "calls") { world.mpo.ledger.calls >= 4 }
        #expect(try await world.command("pause", "offer").status == 0)
        let calls = world.mpo.ledger.calls
        let id = try await world.onlyID()
        try await world.wait(for: "end of the calls") {
            let rows = try await world.answer("show", id)["rows"]
            return rows?["succeeded"]?.integer == calls
        }
        // The next look-around of the engine comes with each request, and finds nothing to send.
        let status = try await world.answer("status")
        #expect(status["rows"]?["inFlight"]?.integer == 0)
        #expect(world.mpo.ledger.calls == calls && calls < 40)
        world.mpo.behave(MPOBehaviour())
        #expect(try await world.command("resume", "--mapping", "offer").status == 0)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 40)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `is one that there is, and is paused once`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        let missing = try await world.command("pause", "ofer")
        #expect(missing.status == 3 && missing.messages.contains("there is no mapping 'ofer'"))
        #expect(missing.messages.contains("did you mean 'offer'?"))
        #expect(try await world.command("pause", "offer").status == 0)
        let again = try await world.command("pause", "offer")
        #expect(again.status == 1 && again.messages.contains("is paused already"))
        #expect(try await world.command("resume", "--mapping", "offer").status == 0)
        let over = try await world.command("resume", "--mapping", "offer")
        #expect(over.status == 1 && over.messages.contains("is not paused"))
        let mixed = try await world.request(
            "/v1/acts", method: .post,
            body: #"{"verb":"pause","mapping":"offer","invocation":null,"state":"failed"}"#)
        #expect(mixed.status == 400)
        #expect(try world.running().terminate() == 0)
    }
}
