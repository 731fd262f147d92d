import Bridge
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `What an operator is shown` {
    private func world(
        _ fault: MPOFault, _ chance: Chance = .only(3), mapping: String = ""
    ) throws -> BridgeWorld {
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(fault, chance)]
        let world = try BridgeWorld(mpo: behaviour, mapping: mapping)
        try world.startForCommands()
        return world
    }

    @Test func `is the life of a row that succeeded`() async throws {
        let world = try world(.invalid)
        try await world.finish(InvokeLoad(rows: 20))
        let id = try await world.onlyID()
        let row = try #require(try await world.rows(id, "succeeded").first)
        let life = try await world.answer("show", id, String(row))
        #expect(life["state"]?.string == "succeeded")
        #expect(life["reference"]?.string == "\(id)-\(row)")
        #expect(life["attempts"]?[0]?["class"]?.string == "done")
        #expect(life["attempts"]?[0]?["number"]?.integer == 1)
        #expect(life["since"]?.string != nil)
        let line = try await world.answer("rows", id, "--from", String(row), "--limit", "1")
        #expect(line["rows"]?[0]?["attempts"]?.integer == 1)
        #expect(line["rows"]?[0]?["class"]?.string == "done")
        #expect(life["reported"]?[0]?["batch"]?.integer == 1)
        #expect(life["next"]?["what"]?.string == "nothing: the product has heard of it")
        #expect(life["cells"]?.isNull == true && life["result"]?.isNull == true)
        #expect(life["masked"]?[1]?.string == "result")
        let step = try #require(
            life["steps"]?.elements.first { $0["parameter"]?.string == "CUSTOMER_ID_" })
        #expect(step["from"]?.string == "column" && step["value"]?.string == "•••")
        #expect(life["operation"]?["ref"]?.string == "\(id)-\(row)")
        #expect(life["operation"]?["data"]?["CUSTOMER_ID_"]?.string == "•••")
        #expect(life["operation"]?["processID"]?.integer == 66305)
        let shown = try await world.answer("show", id, String(row), "--cells")
        #expect(shown["cells"]?[1]?["column"]?.string == "CUSTOMER_ID_")
        #expect(shown["cells"]?[1]?["value"]?.string == String(1_234_000_000 + row))
        #expect(shown["result"]?.kind == .object)
        #expect(
            shown["operation"]?["data"]?["CUSTOMER_ID_"]?.string == String(1_234_000_000 + row))
        _ = try world.running().line("event=cells-shown", "row=\(row)")
    }

    @Test func `is the life of a row that failed, and what can be done`() async throws {
        let world = try world(.invalid)
        try await world.finish(InvokeLoad(rows: 20))
        let id = try await world.onlyID()
        let failed = try await world.rows(id, "failed")
        #expect(failed.count == 1)
        let row = try #require(failed.first)
        let life = try await world.answer("show", String(id.prefix(8)), String(row))
        #expect(life["state"]?.string == "failed")
        #expect(life["attempts"]?[0]?["class"]?.string == "refused")
        #expect(life["reported"]?[0]?["batch"]?.integer == 1)
        #expect(life["next"]?["commands"]?[0]?.string == "mpo-bridge retry \(id) \(row)")
        let text = try await world.command("show", id, String(row))
        #expect(text.status == 0)
        #expect(text.output.contains("attempt 1"))
        #expect(text.output.contains("masked"))
        let whole = try await world.answer("show", id)
        #expect(whole["rows"]?["failed"]?.integer == 1)
        #expect(whole["rows"]?["succeeded"]?.integer == 19)
        #expect(whole["attention"]?["failed"]?.integer == 1)
        #expect(whole["state"]?.string == "completed")
    }

    @Test func `is what operators decided on a row, and in whose words it failed`() async throws {
        let world = try world(.invalid)
        try await world.finish(InvokeLoad(rows: 20))
        let id = try await world.onlyID()
        let row = try #require(try await world.rows(id, "failed").first)
        let act = try await world.answer("resolve", id, String(row), "--failed", "no such customer")
        let number = try #require(act["number"]?.integer)
        let life = try await world.answer("show", id, String(row))
        #expect(life["reason"]?.string == "no such customer" && life["act"]?.integer == number)
        #expect(life["acts"]?[0]?["verb"]?.string == "resolve")
        #expect(life["acts"]?[0]?["scope"]?["row"]?.integer == row)
        let text = try await world.command("show", id, String(row))
        #expect(text.output.contains("no such customer (said by an operator: act \(number))"))
        #expect(text.output.contains(": resolve this row"))
        let list = try await world.command("rows", id, "--state", "failed")
        #expect(list.output.contains("act \(number): no such customer"))
        let other = try await world.answer("show", id, String(row == 0 ? 1 : 0))
        #expect(other["acts"]?[0] == nil)
    }

    @Test func `is an attempt under way, and later that it was cut off by a kill`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .seconds(20) ... .seconds(20)
        let world = try BridgeWorld(mpo: behaviour)
        try world.startForCommands()
        _ = await world.sender.send(InvokeLoad(rows: 1), to: try world.invokeURL())
        let id = try await world.onlyID()
        try await world.wait(for: "claimed row") { try await world.rows(id, "sending") == [0] }
        let under = try await world.answer("show", id, "0")
        #expect(under["attempts"]?[0]?["class"]?.isNull == true)
        #expect(try await world.command("show", id, "0").output.contains("under way"))
        try world.running().kill()
        world.mpo.behave(MPOBehaviour())
        try world.startForCommands()
        #expect(await world.product.waitForFinished(1, within: .seconds(120)))
        let life = try await world.answer("show", id, "0")
        #expect(life["state"]?.string == "unknown")
        #expect(life["attempts"]?[0]?["isCutOff"]?.boolean == true)
        #expect(life["attempts"]?[0]?["class"]?.string == "unknown")
        #expect(life["attempts"]?[1] == nil)
        let text = try await world.command("show", id, "0")
        #expect(text.output.contains("the bridge was stopped while the call was under way"))
    }

    @Test func `is why a row could not be mapped, and that nothing was sent`() async throws {
        let world = try BridgeWorld(
            mapping: #""parameters": { "id": { "column": "CUSTOMER_ID_", "type": "boolean" } },"#)
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 3))
        let id = try await world.onlyID()
        let life = try await world.answer("show", id, "1")
        #expect(life["attempts"]?[0] == nil && life["operation"]?.isNull == true)
        #expect(life["fault"]?.string == "parameter id: the cell is no boolean")
        #expect(life["steps"]?[0]?["fault"]?.string == life["fault"]?.string)
        #expect(life["next"]?["what"]?.string?.contains("would fail alike") == true)
        let rows = try await world.answer("rows", id, "--state", "failed")
        #expect(rows["rows"]?[0]?["attempts"]?.integer == 0)
        let text = try await world.command("show", id, "1")
        #expect(text.output.contains("none: nothing was sent"))
    }

    @Test func `is the life of a row of which nobody knows, and a warning`() async throws {
        let world = try world(.resetBefore)
        try await world.finish(InvokeLoad(rows: 20))
        let id = try await world.onlyID()
        let row = try #require(try await world.rows(id, "unknown").first)
        let life = try await world.answer("show", id, String(row))
        #expect(life["state"]?.string == "unknown")
        #expect(life["attempts"]?[0]?["class"]?.string == "unknown")
        #expect(life["reason"]?.string?.contains("\(id)-\(row)") == true)
        let refused = try await world.command("retry", id, String(row))
        #expect(refused.status == 1)
        #expect(refused.messages.contains("may have a task"))
        #expect(refused.messages.contains("--may-repeat"))
        let all = try await world.command("retry", id, "--state", "unknown")
        #expect(all.status == 2)
        #expect(try await world.answer("acts")["acts"]?[0] == nil, "nothing of it is on record")
    }

    @Test func `is the life of a row that is held, in an invocation that waits`() async throws {
        let world = try world(.resetBefore, mapping: #""onUnknown": "hold","#)
        _ = await world.sender.send(InvokeLoad(rows: 20), to: try world.invokeURL())
        _ = try world.running().line("event=batch-pushed", "rows=19")
        let id = try await world.onlyID()
        let held = try await world.rows(id, "held")
        #expect(held.count == 1)
        let life = try await world.answer("show", id, String(try #require(held.first)))
        #expect(life["state"]?.string == "held")
        #expect(life["reported"]?[0] == nil)
        #expect(life["next"]?["commands"]?.elements.map { $0 }.count == 3)
        let whole = try await world.answer("show", id)
        #expect(whole["next"]?["what"]?.string == "1 row waits for an operator's decision")
        let running = try await world.answer("invocations", "--state", "running")
        #expect(running["invocations"]?[0]?["id"]?.string == id)
        let completed = try await world.answer("invocations", "--state", "completed")
        #expect(completed["invocations"]?[0] == nil)
    }

    @Test func `is found by mapping, by tenant and page by page`() async throws {
        let world = try world(.invalid, .never)
        try await world.finish(InvokeLoad(count: 5, rows: 3))
        let tenant = try #require(
            try await world.answer("invocations")["invocations"]?[0]?["tenantId"]?.string)
        func count(_ words: String...) async throws -> Int {
            let run = try await Program.Run(
                ["invocations", "--json", "--socket", world.socket] + words
            ).ended()
            return try JSONText(run.output).root["invocations"]?.elements.map { $0 }.count ?? -1
        }
        #expect(try await count("--tenant", tenant) == 5)
        #expect(try await count("--tenant", "somebody else") == 0)
        #expect(try await count("--mapping", "offer", "--limit", "2") == 2)
        #expect(try await count("--older-than", "1h") == 0)
        #expect(try await count("--newer-than", "1h", "--state", "completed") == 5)
        let unknown = try await world.command("invocations", "--mapping", "ofer")
        #expect(unknown.status == 3)
        #expect(unknown.messages.contains("did you mean 'offer'?"))
        let age = try await world.command("invocations", "--older-than", "an hour")
        #expect(age.status == 2)
        #expect(age.messages.contains("such as 15m"))
        for verb in ["retry", "resume"] {
            let run = try await world.command(verb, "--all", "--mapping", "ofer")
            #expect(run.status == 3, "\(verb): \(run.messages)")
        }
        let first = try await world.answer("invocations", "--limit", "2")
        let next = try #require(first["next"]?.integer)
        #expect(try await count("--before", String(next)) == 3)
        let rows = try await world.answer(
            "rows", try #require(first["invocations"]?[0]?["id"]?.string), "--limit", "2")
        #expect(rows["rows"]?[1]?["row"]?.integer == 1)
        #expect(rows["next"]?.integer == 2)
    }
}
