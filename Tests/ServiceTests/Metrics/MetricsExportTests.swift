import Bridge
import Curl
import Foundation
import Simulator
import TestSupport
import Testing

@Suite(.serialized, .timeLimit(.minutes(5))) struct `The metrics of a daemon at work` {
    private static let identity = TestCertificate()
    private static let promtool = ProcessInfo.processInfo.environment["PROMTOOL"]

    /// A daemon of which every part has something to tell: it serves TLS, has the main API, and a
    /// product that takes no batch.
    private func busyWorld() async throws -> BridgeWorld {
        var product = ProductBehaviour()
        product.faults = [FaultRule(ProductFault(.import, .unavailable), .always)]
        let world = try BridgeWorld(
            product: product, mpoKeys: #""mainURL": "MAIN-URL","#,
            certificate: Self.identity.certificate, privateKey: Self.identity.privateKey)
        try world.startForCommands()
        let invoke = world.product.invoke(rows: 20, flow: .pull)
        let answer = try await CurlClient().perform(
            TransferRequest(
                method: .post, url: try world.invokeURL(),
                headers: [
                    "Content-Type: application/json", "Authorization: \(invoke.authorization)",
                ], body: invoke.body,
                policy: OutboundPolicy(
                    allowHTTP: true, allowPrivateAddresses: true,
                    caFile: world.folder.appending(path: "tls.crt").path)))
        #expect(answer.status == 200)
        try await world.wait(for: "paused host") {
            try await world.exposition().sum("mpo_bridge_product_host_breaker_state") > 0
        }
        return world
    }

    @Test func `are those of the README, and all that the alerts and the dashboard ask for`()
        async throws
    {
        let exported = try await busyWorld().exposition().names
        let readme = try Self.file("README.md").components(separatedBy: "\n### ")
        let section = try #require(readme.first { $0.hasPrefix("Metrics\n") })
        let rows = section.split(separator: "\n").filter { $0.hasPrefix("| `") }
        let listed = Set(
            rows.compactMap { $0.split(separator: "`").dropFirst().first }.map(String.init))
        #expect(exported.subtracting(listed).isEmpty, "not in the README's table of metrics")
        #expect(listed.subtracting(exported).isEmpty, "in the README's table, and not exported")
        for path in ["systemd/mpo-bridge.rules.yml", "systemd/mpo-bridge-dashboard.json"] {
            let used = try Exposition.names(in: Self.file(path))
            #expect(used.count > 10)
            #expect(used.subtracting(exported).isEmpty, "\(path) asks for what is not there")
        }
        // What a document says of a metric beyond its table is true as well.
        #expect(
            try Exposition.names(in: Self.file("README.md")).subtracting(exported).isEmpty)
    }

    @Test(.enabled(if: promtool != nil, "PROMTOOL names the program"))
    func `are such that promtool finds nothing to say`() async throws {
        let text = try await busyWorld().request("/metrics").body
        let process = Process()
        let input = Pipe()
        let output = Pipe()
        process.executableURL = URL(filePath: try #require(Self.promtool))
        process.arguments = ["check", "metrics"]
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try output.fileHandleForWriting.close()
        try input.fileHandleForWriting.write(contentsOf: Data(text))
        try input.fileHandleForWriting.close()
        let said = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(said == "" && process.terminationStatus == 0, "\(said)")
    }

    @Test func `tell what became of an invocation`() async throws {
        let world = try BridgeWorld()
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 200))
        _ = await world.sender.send(
            InvokeLoad(rows: 1), to: try world.invokeURL() + "/elsewhere")
        // The product has heard the end; the daemon hears so a moment later.
        try await world.wait(for: "end of the invocation") {
            try await world.exposition()["mpo_bridge_invocations_completed_total"] == 1
        }
        let found = try await world.exposition()
        let rows = #"mpo_bridge_rows_total{mapping="offer",status="succeeded"}"#
        #expect(found[rows] == 200)
        #expect(found.sum("mpo_bridge_rows_total") == 200)
        #expect(found[#"mpo_bridge_invokes_total{answer="accepted"}"#] == 1)
        #expect(found[#"mpo_bridge_invokes_total{answer="misdirected"}"#] == 1)
        #expect(found["mpo_bridge_invoke_answer_seconds_count"] == 1)
        #expect(found["mpo_bridge_rows_reported_total"] == 200)
        #expect(found["mpo_bridge_invocation_seconds_count"] == 1)
        let calls = found[#"mpo_bridge_mpo_calls_total{class="done"}"#]
        #expect(calls == 200 && found["mpo_bridge_mpo_call_seconds_count"] == calls)
        #expect(found[#"mpo_bridge_operations_total{class="done"}"#] == 200)
        let batches = found[#"mpo_bridge_product_calls_total{call="import",result="accepted"}"#]
        #expect(batches.map { $0 > 0 } == true)
        #expect(found[#"mpo_bridge_product_call_seconds_count{call="import"}"#] == batches)
        #expect(found["mpo_bridge_store_commit_seconds_count"].map { $0 > 2 } == true)
        #expect(found["mpo_bridge_rows_queued"] == 0)
        #expect(found[#"mpo_bridge_calls_in_flight{target="mpo"}"#] == 0)
        #expect(found["mpo_bridge_ready"] == 1)
        #expect(found["mpo_bridge_store_bytes"].map { $0 >= 4_096 } == true)
        #expect(found["process_resident_memory_bytes"].map { $0 > 1_048_576 } == true)
        #expect(found["process_open_fds"].map { $0 > 5 } == true)
        let now = Date().timeIntervalSince1970
        #expect(found["process_start_time_seconds"].map { abs(now - $0) < 600 } == true)
    }

    @Test func `tell which limit invocations wait for`() async throws {
        let world = try BridgeWorld(mpoKeys: #""operationsPerSecondMax": 1,"#)
        try world.startForCommands()
        _ = await world.sender.send(InvokeLoad(rows: 500), to: try world.invokeURL())
        try await world.wait(for: "wait for the rate") {
            let found = try await world.exposition()
            return found[#"mpo_bridge_invocations_waiting{target="mpo",limit="rate"}"#] == 1
        }
        let found = try await world.exposition()
        #expect(found.sum("mpo_bridge_invocations_waiting") == 1)
    }

    private static func file(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }
}

extension BridgeWorld {
    fileprivate func exposition() async throws -> Exposition {
        Exposition(String(decoding: try await request("/metrics").body, as: UTF8.self))
    }
}
