import Bridge
import Foundation
import JSON
import Simulator
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(10))) struct `An operator who has mended a peer` {
    private func world(
        _ faults: FaultRule<MPOFault>..., mapping: String = ""
    ) async throws -> BridgeWorld {
        var behaviour = MPOBehaviour()
        behaviour.faults = faults
        let world = try BridgeWorld(mpo: behaviour, mapping: mapping)
        try world.startForCommands()
        return world
    }

    @Test func `has failed rows sent again, and the product hears of their new end`() async throws {
        // The held row keeps the invocation open, so that the product goes on checking every row.
        let world = try await world(
            FaultRule(.invalid, .every(4)), FaultRule(.resetBefore, .only(9)),
            mapping: #""onUnknown": "hold","#)
        _ = await world.sender.send(InvokeLoad(rows: 40), to: try world.invokeURL())
        _ = try world.running().line("event=batch-pushed", "rows=39")
        let failed = world.product.ledger.totals.failures
        #expect(failed >= 9)
        world.mpo.behave(MPOBehaviour())
        let id = try await world.onlyID()
        let run = try await world.command("retry", id)
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.messages.contains("concerns \(failed) rows"))
        #expect(run.output.contains("\(failed) rows sent again"))
        try await world.wait(for: "corrections") {
            world.product.ledger.totals.reportedAgainDifferent == failed
        }
        #expect(world.product.ledger.violations.allSatisfy { $0.contains("differently before") })
        let act = try #require(try await world.answer("acts")["acts"]?[0])
        #expect(act["operator"]?.string == NSUserName())
        #expect(act["rows"]?.integer == failed && act["endedAt"]?.string != nil)
        let again = try await world.command("retry", id)
        #expect(again.status == 1, "there is nothing left to do")
        let held = try await world.rows(id, "held").map { String($0) }
        #expect(held.count == 1)
        let last = try await world.command("retry", id, held[0], "--may-repeat")
        #expect(last.status == 0, "\(last.messages)")
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        #expect(world.mpo.ledger.created == 40)
        world.expectNothingTwice(rows: 40)
    }

    @Test func `has every row sent again that can be, of those that are named`() async throws {
        let world = try await world(FaultRule(.invalid, .every(5)))
        try await world.finish(InvokeLoad(rows: 20))
        world.mpo.behave(MPOBehaviour())
        let id = try await world.onlyID()
        let failed = try await world.rows(id, "failed")
        #expect(failed.count == 4)
        let sound = try #require(try await world.rows(id, "succeeded").first)
        let (first, second) = (String(failed[0]), String(failed[1]))
        let run = try await world.command("retry", id, String(sound), first, "999", second, first)
        #expect(run.status == 1)
        #expect(run.messages.contains("left as it is: row \(sound) is not failed"))
        #expect(run.messages.contains("there is no row 999"))
        #expect(run.messages.contains("2 of 4 rows sent again"))
        #expect(run.output.split(separator: "\n").count == 2)
        try await world.wait(for: "both to succeed") {
            try await world.rows(id, "failed") == Array(failed.dropFirst(2))
        }
        let none = try await world.command("retry", id, "998", "999", "--json")
        #expect(none.status == 3)
        let lines = none.output.split(separator: "\n")
        #expect(try JSONText(Array(lines[0].utf8)).root["row"]?.integer == 998)
        world.expectNothingTwice(rows: 20)
    }

    @Test func `has one row sent again, whose life then tells both of its ends`() async throws {
        let world = try await world(FaultRule(.invalid, .only(3)))
        try await world.finish(InvokeLoad(rows: 20))
        world.mpo.behave(MPOBehaviour())
        let id = try await world.onlyID()
        let row = try #require(try await world.rows(id, "failed").first)
        #expect(try await world.command("retry", id, String(row)).status == 0)
        try await world.wait(for: "correction") {
            try await world.answer("show", id, String(row))["reported"]?[1] != nil
        }
        let life = try await world.answer("show", id, String(row))
        #expect(life["state"]?.string == "succeeded")
        #expect(life["attempts"]?.elements.map { $0["number"]?.integer } == [1, 2])
        #expect(life["attempts"]?.elements.map { $0["class"]?.string } == ["refused", "done"])
        let text = try await world.command("show", id, String(row))
        #expect(text.output.contains("corrected"))
        world.expectNothingTwice(rows: 20)
    }

    @Test func `has unknown rows of all invocations sent again, at a rate`() async throws {
        let world = try await world(FaultRule(.resetBefore, .every(10)))
        try await world.finish(InvokeLoad(count: 2, rows: 50))
        let unknown = world.product.ledger.totals.failures
        #expect(unknown >= 10)
        world.mpo.behave(MPOBehaviour())
        let run = try await world.command(
            "retry", "--all", "--state", "unknown", "--may-repeat", "--rate", "100", "--mapping",
            "offer")
        #expect(run.status == 0, "\(run.messages)")
        // The product has closed its books; it counts what comes all the same.
        try await world.wait(for: "corrections") {
            world.product.ledger.totals.rowsLate == unknown
        }
        #expect(world.mpo.ledger.created == 100)
        #expect(world.mpo.ledger.duplicates == 0)
        #expect(world.product.ledger.totals.completions == 2)
        #expect(world.product.ledger.totals.completionsAgain == 0)
    }

    @Test func `decides on held rows: one is sent again, the others are resolved`() async throws {
        let world = try await world(
            FaultRule(.resetBefore, .every(8)), mapping: #""onUnknown": "hold","#)
        _ = await world.sender.send(InvokeLoad(rows: 24), to: try world.invokeURL())
        try await world.wait(for: "held rows") {
            try await world.rows(try await world.onlyID(), "held").count == 3
        }
        let id = try await world.onlyID()
        let held = try await world.rows(id, "held").map { String($0) }
        world.mpo.behave(MPOBehaviour())
        #expect(try await world.command("retry", id, held[0], "--may-repeat").status == 0)
        let result = world.folder.appending(path: "result.json")
        try #"{"info":{"status":"by hand"}}"#.write(to: result, atomically: true, encoding: .utf8)
        let resolved = try await world.command(
            "resolve", id, held[1], "--succeeded", "--result", "@\(result.path)")
        #expect(resolved.status == 0, "\(resolved.messages)")
        #expect(
            try await world.command("resolve", id, held[2], "--failed", "no such customer").status
                == 0)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        try await world.wait(for: "end") {
            try await world.answer("show", id)["state"]?.string == "completed"
        }
        world.expectNothingTwice(rows: 24)
        #expect(world.mpo.ledger.created == 22)
        let given = try await world.answer("show", id, held[1], "--cells")
        #expect(given["state"]?.string == "succeeded")
        #expect(given["result"]?["info"]?["status"]?.string == "by hand")
        let failed = try await world.answer("show", id, held[2])
        #expect(failed["state"]?.string == "failed")
        #expect(failed["reason"]?.string?.contains("no such customer") == true)
        let acts = try await world.answer("acts")["acts"]?.elements.map { $0["verb"]?.string }
        #expect(acts == ["resolve", "resolve", "retry"])
    }

    @Test func `lets a halted invocation go on, while the daemon runs`() async throws {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .badRequest), .always)]
        let world = try BridgeWorld(product: product)
        try world.startForCommands()
        _ = await world.sender.send(InvokeLoad(rows: 30), to: try world.invokeURL())
        _ = try world.running().line("event=invocation-halted")
        let id = try await world.onlyID()
        try await world.wait(for: "halted state") {
            try await world.answer("show", id)["state"]?.string == "halted"
        }
        let whole = try await world.answer("show", id)
        #expect(whole["reason"]?.string == "import: HTTP 400")
        #expect(whole["next"]?["commands"]?[0]?.string == "mpo-bridge resume \(id)")
        world.product.behave(ProductBehaviour())
        let run = try await world.command("resume", "--all")
        #expect(run.status == 0, "\(run.messages)")
        #expect(run.output.contains("1 invocation resumed"))
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        world.expectOrder(rows: 30)
        #expect(world.mpo.ledger.created == 30)
    }

    @Test func `sees a large retry go on after kill -9, with no task twice`() async throws {
        let rows = ProofLength.current(quick: 1_500, full: 20_000)
        let world = try await world(FaultRule(.invalid, .always))
        try await world.finish(InvokeLoad(rows: rows, flow: .pull))
        #expect(world.product.ledger.totals.failures == rows)
        var mended = MPOBehaviour()
        mended.latency = .milliseconds(2) ... .milliseconds(6)
        world.mpo.behave(mended)
        let id = try await world.onlyID()
        let run = try await world.command(
            "retry", id, "--rate", String(rows / 5), "--no-wait")
        #expect(run.status == 0, "\(run.messages)")
        try await world.wait(for: "first corrections") {
            world.mpo.ledger.created > rows / 10
        }
        try world.running().kill()
        try world.startForCommands()
        _ = try world.running().line("event=act-resumed")
        try await world.wait(for: "end of the act", within: .seconds(120)) {
            try await world.answer("acts")["acts"]?[0]?["endedAt"]?.string != nil
        }
        try await world.wait(for: "end", within: .seconds(120)) {
            try await world.answer("show", id)["state"]?.string == "completed"
        }
        world.expectNothingTwice(rows: rows)
        let whole = try await world.answer("show", id)
        // What was in flight at the kill is unknown; everything else has succeeded.
        let unknown = whole["rows"]?["unknown"]?.integer ?? -1
        #expect(whole["rows"]?["failed"]?.integer == 0)
        #expect(unknown <= 32)
        #expect(whole["rows"]?["succeeded"]?.integer == rows - unknown)
        #expect(world.product.ledger.totals.rowsLate >= rows, "the product heard of each of them")
        print("proof: retry across kill -9: \(rows) rows, \(unknown) unknown, 0 lost, 0 twice")
    }
}
