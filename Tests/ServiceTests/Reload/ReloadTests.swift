import Curl
import Foundation
import Glibc
import JSON
import Simulator
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `A daemon that reads its configuration again` {
    private func version(_ world: BridgeWorld) async throws -> String {
        let status = try await world.answer("status")
        return try #require(status["configuration"]?["version"]?.string)
    }

    @Test func `maps by the new one when the command has ended`() async throws {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 3))
        #expect(editions.mpo.editions == ["A"])
        let first = try await version(world)
        editions.edit(to: "B")
        try editions.write()
        let run = try await world.command("reload")
        #expect(run.status == 0, "\(run.messages)")
        let second = try await version(world)
        #expect(first != second && second.count == 12)
        #expect(run.output.contains("configuration \(second) is in force"))
        let line = try world.running().line("event=configuration-loaded", "loads=2")
        #expect(line.contains("version=\(second)") && !line.contains("by=SIGHUP"))
        try await world.finish(InvokeLoad(rows: 3))
        #expect(editions.mpo.seen.suffix(3).map(\.edition) == ["B", "B", "B"])
        editions.expectNoMixture()
        #expect(try world.running().terminate() == 0)
    }

    @Test func `goes on with the old one when the new one has mistakes, and tells them all`()
        async throws
    {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        let before = try await version(world)
        editions.edit(to: "B") { text in
            text.replacing(#""apiUser": "220","#, with: #""apiUser": 220, "timeot": "5s","#)
                .replacing(#""level": "debug""#, with: #""level": "loud""#)
        }
        try editions.write()
        let run = try await world.command("reload")
        #expect(run.status == 78)
        #expect(run.output == "")
        let check = try await Program.run(
            "check", "--config", world.folder.appending(path: "bridge.json").path,
            environment: BridgeWorld.secrets)
        #expect(check.status == 78)
        #expect(run.messages.hasPrefix(check.messages))
        for path in ["mpo.apiUser", "mpo.timeot", "log.level"] {
            #expect(run.messages.contains(": \(path): "), "\(run.messages)")
            _ = try world.running().line("event=configuration-mistake", "path=\(path)")
        }
        #expect(try await version(world) == before)
        try await world.finish(InvokeLoad(rows: 3))
        #expect(editions.mpo.editions == ["A"])
        let status = try await world.answer("status")
        let mistakes = status["configuration"]?["lastReload"]?["mistakes"]?.integer
        #expect(mistakes == 3)
        #expect(status["configuration"]?["loads"]?.integer == 1)
        let metrics = String(
            decoding: try await world.request("/metrics").body, as: UTF8.self)
        #expect(metrics.contains("mpo_bridge_configuration_last_reload_success 0\n"))
        #expect(metrics.contains("mpo_bridge_configuration_info{version=\"\(before)\"} 1\n"))
        #expect(try world.running().terminate() == 0)
    }

    @Test func `refuses what only a restart can change, a line for each key`() async throws {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        editions.edit(to: "B") { text in
            text.replacing("\"listen\": \"127.0.0.1:0\"", with: "\"listen\": \"127.0.0.1:1\"")
                .replacing("bridge.db", with: "other.db")
                .replacing("127.0.0.2:0", with: "127.0.0.2:1")
                .replacing("\"apiUser\"", with: "\"sendReference\": false, \"apiUser\"")
        }
        try editions.write()
        let run = try await world.command("reload")
        #expect(run.status == 78)
        let keys = ["receiver.listen", "store.path", "admin.metrics", "mpo.sendReference"]
        for key in keys {
            #expect(run.messages.contains(": \(key): needs a restart"), "\(run.messages)")
        }
        #expect(run.messages.components(separatedBy: "needs a restart").count == keys.count + 1)
        try await world.finish(InvokeLoad(rows: 2))
        #expect(editions.mpo.editions == ["A"])
        #expect(try world.running().terminate() == 0)
    }

    @Test func `refuses no invoke meanwhile, and maps no row by two configurations`() async throws {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        let url = try world.invokeURL()
        let load = InvokeLoad(count: 300, rows: 7, inFlightMax: 8)
        let sender = world.sender
        async let sent = sender.send(load, to: url)
        for number in 1...12 {
            editions.edit(to: number.isMultiple(of: 2) ? "A" : "B")
            try editions.write()
            let run = try await world.command("reload")
            #expect(run.status == 0, "\(run.messages)")
        }
        let report = await sent
        #expect(report.accepted == 300)
        #expect(report.statuses == [200: 300] && report.failures == [:])
        #expect(await world.product.waitForFinished(300, within: .seconds(120)))
        #expect(editions.mpo.seen.count == 2_100)
        editions.expectNoMixture()
        let totals = world.product.ledger.totals
        #expect(totals.rows == 2_100 && totals.missing == 0 && totals.succeeded == 2_100)
        #expect(totals.completions == 300 && totals.completionsEarly == 0)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `takes up secrets that were replaced, by a file that says the same`() async throws {
        let world = try BridgeWorld()
        for (name, text) in ["install": "another-secret-of-at-least-32-bytes", "mpo": "wrong"] {
            try world.write(text, to: name)
        }
        let folder = world.folder.path
        world.edit = { text in
            text.replacing(
                #"{ "environment": "TEST_INSTALL_SECRET" }"#,
                with: #"{ "file": "\#(folder)/install" }"#
            ).replacing(
                #"{ "environment": "TEST_MPO_SECRET" }"#, with: #"{ "file": "\#(folder)/mpo" }"#)
        }
        try world.startForCommands()
        let before = try await version(world)
        let refused = await world.sender.send(InvokeLoad(rows: 2), to: try world.invokeURL())
        #expect(refused.statuses == [401: 1])
        try world.write(try #require(BridgeWorld.secrets["TEST_INSTALL_SECRET"]), to: "install")
        #expect(try await world.command("reload").status == 0)
        let accepted = await world.sender.send(InvokeLoad(rows: 2), to: try world.invokeURL())
        #expect(accepted.accepted == 1)
        // MPO refuses the signature of a secret that was never right.
        _ = try world.running().line("event=mapping-halted")
        try world.write(try #require(BridgeWorld.secrets["TEST_MPO_SECRET"]), to: "mpo")
        #expect(try await world.command("reload").status == 0)
        #expect(await world.product.waitForFinished(1, within: .seconds(60)))
        #expect(world.product.ledger.totals.succeeded == 2)
        #expect(try await version(world) == before)
        let status = try await world.answer("status")
        #expect(status["configuration"]?["loads"]?.integer == 3)
        #expect(try world.running().terminate() == 0)
    }

    @Test func `does so at each SIGHUP, and goes on serving`() async throws {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        editions.edit(to: "B")
        try editions.write()
        try world.running().signal(SIGHUP)
        try world.running().signal(SIGHUP)
        _ = try world.running().line("event=configuration-loaded", "loads=2", "by=SIGHUP")
        try await world.finish(InvokeLoad(rows: 2))
        #expect(editions.mpo.editions == ["B"])
        try world.write("{", to: "bridge.json")
        try world.running().signal(SIGHUP)
        _ = try world.running().line("event=configuration-refused", "by=SIGHUP")
        try await world.finish(InvokeLoad(rows: 2))
        #expect(editions.mpo.editions == ["B"])
        #expect(try world.running().terminate() == 0)
    }

    @Test func `has no time for it while it stops`() async throws {
        var behaviour = MPOBehaviour()
        behaviour.latency = .seconds(4) ... .seconds(4)
        let world = try BridgeWorld(mpo: behaviour)
        try world.startForCommands()
        let report = await world.sender.send(InvokeLoad(rows: 1), to: try world.invokeURL())
        #expect(report.accepted == 1)
        try await world.wait(for: "call") { world.mpo.ledger.calls == 1 }
        try world.running().signal(SIGTERM)
        _ = try world.running().line("event=stopping")
        try world.running().signal(SIGHUP)
        // Told when the stop has begun in earnest; before that it is an ordinary reload.
        _ = try world.running().event("reload-too-late", "configuration-loaded")
        #expect(try world.running().ending(within: 60) == .exit(0))
        #expect(world.mpo.ledger.created == 1)
    }

    @Test func `leaves an invocation the mapping that it began with, over restarts, too`()
        async throws
    {
        let editions = try EditionWorld()
        let world = editions.world
        try world.startForCommands()
        #expect(try await world.command("pause", "offer").status == 0)
        let url = try world.invokeURL()
        #expect(await world.sender.send(InvokeLoad(rows: 4), to: url).accepted == 1)
        editions.edit(to: "B")
        try editions.write()
        #expect(try await world.command("reload").status == 0)
        #expect(await world.sender.send(InvokeLoad(rows: 4), to: url).accepted == 1)
        try world.running().kill()
        editions.edit(to: "C")
        try world.startForCommands()
        let last = await world.sender.send(InvokeLoad(rows: 4), to: try world.invokeURL())
        #expect(last.accepted == 1)
        #expect(editions.mpo.seen == [])
        #expect(try await world.command("resume", "--mapping", "offer").status == 0)
        #expect(await world.product.waitForFinished(3, within: .seconds(60)))
        let counts = Dictionary(grouping: editions.mpo.seen, by: \.edition).mapValues(\.count)
        #expect(counts == ["A": 4, "B": 4, "C": 4])
        editions.expectNoMixture()
        #expect(try world.running().terminate() == 0)
    }

    /// The store's record of them and what is kept of them in memory are of one mapping.
    @Test func `leaves those that wait for a place the mapping that they were accepted with`()
        async throws
    {
        let editions = try EditionWorld()
        let world = editions.world
        let few = { (text: String) in
            text.replacing(
                #""apiUser": "220","#,
                with: #""apiUser": "220", "callsInFlightMax": 2, "timeout": "120s","#)
        }
        editions.edit(to: "A", few)
        editions.mpo.hold()
        try world.startForCommands()
        let url = try world.invokeURL()
        // More than have a place, and than wait in memory beside those: some only the store has.
        let old = InvokeLoad(count: 800, rows: 1, inFlightMax: 32)
        #expect(await world.sender.send(old, to: url).accepted == 800)
        editions.edit(to: "B", few)
        try editions.write()
        #expect(try await world.command("reload").status == 0)
        let new = InvokeLoad(count: 100, rows: 1, inFlightMax: 32)
        #expect(await world.sender.send(new, to: url).accepted == 100)
        #expect(editions.mpo.seen.count <= 2)
        editions.mpo.release()
        #expect(await world.product.waitForFinished(900, within: .seconds(120)))
        let counts = Dictionary(grouping: editions.mpo.seen, by: \.edition).mapValues(\.count)
        #expect(counts == ["A": 800, "B": 100])
        editions.expectNoMixture()
        #expect(try world.running().terminate() == 0)
    }
}
