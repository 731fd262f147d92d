import Foundation
import HTTPServer
import HTTPWire
import JSON
import Simulator
import Synchronization
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct `The command map` {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(
            path: "mpo-bridge-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    /// A file of the test's own.
    private func file(_ name: String, _ text: String) throws -> String {
        let url = folder.appending(path: name)
        try text.write(to: url, atomically: true, encoding: .utf8)
        return url.path
    }

    private func configuration(_ name: String, _ mappings: String) throws -> String {
        // A secret that is not there: this command needs none.
        try file(
            name,
            """
            { "receiver": { "listen": "127.0.0.1:0" }, "store": { "path": "/nowhere/b.db" },
              "ams": { "installs": [ { "installId": "i", "secret": { "file": "/nowhere" } } ],
                       "endpoints": { "allowedHosts": ["a.example.com"] } },
              "mpo": { "syncURL": "https://a.example.com", "apiUser": "1",
                       "apiSecret": { "file": "/nowhere" } },
              "mappings": \(mappings) }
            """)
    }

    private let rows = #"[ {"CITY": "Köln", "AMOUNT": "5"}, {"CITY": "Rom", "AMOUNT": "x"} ]"#

    @Test func `prints operations and faults, and fails if a row does`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = try configuration(
            "a.json",
            """
            [ { "name": "m", "processID": 7, "parameters": {
                  "amount": { "column": "AMOUNT", "type": "number" },
                  "name": { "column": "NAME" } } } ]
            """)
        let rows = try file("rows.json", rows)
        let run = try await Program.run("map", rows, "--config", config)
        #expect(run.status == 1, "\(run.messages)")
        #expect(run.output.contains(#"row 0  {"processID":7,"#))
        #expect(run.output.contains(#""data":{"amount":5}}"#))
        #expect(
            run.output.contains(
                "row 1  FAILS  parameter amount: the cell is no number (column AMOUNT)"))
        #expect(run.output.contains("CITY is not used"))
        #expect(run.output.contains("parameter name wants the column NAME"))
        #expect(run.output.contains("2 rows: 1 operation, 1 failed"))
        let json = try await Program.run("map", rows, "--config", config, "--json")
        let root = try JSONText(json.output).root
        #expect(root["mapping"]?.string == "m")
        #expect(root["rows"]?[0]?["operation"]?["data"]?["amount"]?.integer == 5)
        #expect(root["rows"]?[1]?["fault"]?["columns"]?[0]?.string == "AMOUNT")
        #expect(root["missing"]?[0]?["column"]?.string == "NAME")
        #expect(root["failedCount"]?.integer == 1)
        let first = try await Program.run("map", rows, "--config", config, "--rows", "1")
        #expect(first.status == 0)
    }

    @Test func `tells what another configuration makes different`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let (old, new) = (
            try configuration("old.json", #"[ { "name": "m", "processID": 7 } ]"#),
            try configuration(
                "new.json",
                """
                [ { "name": "m", "processID": 7, "parameters": {
                      "CITY": { "column": "CITY" },
                      "AMOUNT": { "column": "AMOUNT", "type": "number" },
                      "channel": { "constant": "web" } } } ]
                """)
        )
        let rows = try file("rows.json", rows)
        let run = try await Program.run("map", rows, "--config", old, "--against", new)
        #expect(run.status == 1)
        #expect(run.output.contains(#"row 0  AMOUNT: "5" -> 5"#))
        #expect(run.output.contains(#"row 0  channel: absent -> "web""#))
        #expect(!run.output.contains("CITY:"))
        #expect(
            run.output.contains(
                "row 1  an operation -> FAILS  parameter AMOUNT: the cell is no number"))
        #expect(run.output.contains("2 of 2 rows differ"))
        let same = try await Program.run(
            "map", rows, "--config", old, "--against", old, "--json")
        #expect(same.status == 0)
        #expect(try JSONText(same.output).root["rows"]?[0] == nil)
    }

    @Test func `says why no mapping matches, and which names there are`() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let config = try configuration(
            "a.json",
            """
            [ { "name": "m", "match": { "tenantId": "t", "serviceId": "s" }, "processID": 7 } ]
            """)
        let invoke = try file(
            "invoke.json",
            """
            { "instanceContext": { "appId": "a", "installId": "i", "instanceId": "n",
                "serviceId": "s", "tenantId": "other", "productId": "p", "recordDefinition": {
                  "inputParameters": [ { "name": "appcloud_row_correlation_id" } ] } },
              "dataSet": { "id": "d", "rows": [ ["1"] ] } }
            """)
        let run = try await Program.run("map", invoke, "--config", config)
        #expect(run.status == 1)
        #expect(
            run.messages.contains(#"'m' does not match: tenantId is "other", not "t""#),
            "\(run.messages)")
        let named = try await Program.run(
            "map", invoke, "--config", config, "--mapping", "m")
        #expect(named.status == 0)
        let unknown = try await Program.run(
            "map", invoke, "--config", config, "--mapping", "n")
        #expect(unknown.status == 3)
        #expect(unknown.messages.contains("it has m"))
    }

    @Test func `shows of a recorded invocation what MPO got, and cells only when asked`()
        async throws
    {
        defer { try? FileManager.default.removeItem(at: folder) }
        let got = Received()
        let peer = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], limits: ServerLimits(), name: "peer",
            handler: got)
        try peer.start()
        defer {
            peer.stop(within: .zero)
            peer.join()
        }
        let world = try BridgeWorld(syncURL: "http://127.0.0.1:\(peer.port)")
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 3))
        let id = try await world.onlyID()
        let config = world.folder.appending(path: "bridge.json").path
        let words = ["map", "--invocation", id, "--config", config, "--json"]
        let masked = try await Program.Run(words).ended()
        #expect(masked.status == 0, "\(masked.messages)")
        let shown = try await Program.Run(words + ["--cells"]).ended()
        let bodies = got.bodies
        #expect(bodies.count == 3)
        for row in 0..<3 {
            let operation = try #require(
                try JSONText(shown.output).root["rows"]?[row]?["operation"])
            let text = String(decoding: operation.bytes, as: UTF8.self)
            #expect(bodies.contains { $0.hasSuffix("\"ops\":[\(text)]}") }, "\(text)")
            let data = try #require(try JSONText(masked.output).root["rows"]?[row]?["operation"])
            #expect(data["ref"]?.string == "\(id)-\(row)")
            for cell in try #require(data["data"]).members {
                #expect(cell.value.string == "•••")
            }
        }
        _ = try world.running().line("event=cells-shown", "row=2")
    }

    @Test(arguments: [
        (["map", "--config", "a.json"], "is no usable configuration"),
        (["map", "x.json"], "write --config x.json"),
        (["map", "x.json", "--cells", "--config", "b"], "go with --invocation"),
        (["map", "--confg", "a.json"], "did you mean '--config'?"),
    ])
    func `refuses what it does not understand`(_ words: [String], _ message: String) async throws {
        let run = try await Program.Run(words).ended()
        #expect(run.output == "")
        #expect(run.messages.contains(message), "\(run.messages)")
    }
}

/// A peer that keeps what it gets and makes nothing of it.
private final class Received: RequestHandler {
    private let kept = Mutex<[String]>([])

    var bodies: [String] { kept.withLock { $0 } }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        kept.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
        responder.answer(.json(422, Array("{}".utf8)))
    }
}
