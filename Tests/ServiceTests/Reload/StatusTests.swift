import Foundation
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The status of a daemon` {
    @Test func `says that all is well, within the width of a terminal`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 5))
        let status = try await world.answer("status")
        #expect(status["ready"]?.boolean == true)
        #expect(status["problems"]?.elements.map { $0 }.count == 0)
        #expect(status["version"]?.string?.isEmpty == false)
        #expect(status["epoch"]?.integer == 1)
        #expect(status["configuration"]?["loads"]?.integer == 1)
        #expect(status["configuration"]?["lastReload"]?.isNull == true)
        #expect(status["store"]?["path"]?.string == world.store)
        #expect(try #require(status["store"]?["bytes"]?.integer) > 0)
        #expect(try #require(status["store"]?["freeBytes"]?.integer) > 0)
        let run = try await world.command("status")
        #expect(run.status == 0)
        #expect(run.output.contains("ready        yes\n"))
        for line in run.output.split(separator: "\n") where !line.contains(world.store) {
            #expect(line.count <= 100, "\(line)")
        }
        #expect(try world.running().terminate() == 0)
    }

    @Test func `names what stands still, what it waits for and what helps`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.tooMany, .always)]
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.export, .notFound), .always)]
        let world = try BridgeWorld(mpo: behaviour, product: product)
        try world.startForCommands()
        let url = try world.invokeURL()
        #expect(await world.sender.send(InvokeLoad(rows: 3), to: url).accepted == 1)
        #expect(await world.sender.send(InvokeLoad(rows: 3, flow: .pull), to: url).accepted == 1)
        _ = try world.running().line("event=invocation-halted")
        _ = try world.running().line("event=call-failed")
        try await world.wait(for: "pause") {
            let target = try await world.answer("status")["targets"]?[0]
            return target?["gate"]?.string == "open" && target?["lastError"]?.isNull == false
        }
        let status = try await world.answer("status")
        #expect(status["targets"]?[0]?["kind"]?.string == "mpo")
        #expect(status["targets"]?[0]?["waitsFor"]?.string == "probe")
        #expect(status["targets"]?[0]?["lastError"]?["label"]?.string != nil)
        #expect(status["halted"]?[0]?["reason"]?.string == "export: HTTP 404")
        #expect(status["invocations"]?["halted"]?.integer == 1)
        #expect(status["invocations"]?["running"]?.integer == 1)
        let text = try await world.command("status").output
        #expect(text.contains("a probe"))
        #expect(text.contains("is halted since") && text.contains("mpo-bridge resume "))
        #expect(try world.running().terminate() == 0)
    }
}
