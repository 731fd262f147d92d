import Crypto
import Curl
import Foundation
import HTTPServer
import JSON
import Simulator
import Testing

/// A real daemon that is told planted cells and secrets on every way there is, among peers that
/// quote them; and everything that it says, writes or shows.
final class PlantedWorld {
    /// What every planted cell, result, header, signature and act begins with.
    static let mark = "PLANTED-"
    /// What an operator says to the product: other operators may read it, a disk's thief may not.
    static let message = "OPERATOR-MESSAGE"
    static let storeKey = String(repeating: "5ea1", count: 16)

    let world: BridgeWorld
    private let peer: HTTPServer
    private let client = CurlClient()
    /// What was said, by the place where it was.
    private(set) var said: [(place: String, text: String)] = []
    /// Tokens that the invokes bore.
    private(set) var tokens: [String] = []

    init(isSealed: Bool) throws {
        peer = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: TalkativePeer())
        try peer.start()
        var product = ProductBehaviour()
        product.checksResults = false
        let name = FileManager.default.temporaryDirectory.appending(
            path: "store-key-\(UUID().uuidString)")
        world = try BridgeWorld(
            product: product,
            mapping: #""parameters": {"customer": {"column": "CUSTOMER_ID_"}, "#
                + #""city": {"column": "CITY", "required": true}, "#
                + #""amount": {"column": "AMOUNT", "type": "number"}},"#,
            storeKeys: isSealed ? #""key": {"file": "\#(name.path)"},"# : "",
            syncURL: "http://127.0.0.1:\(peer.port)")
        keyFile = name
        try Self.storeKey.write(to: name, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600], ofItemAtPath: name.path)
    }

    let keyFile: URL

    deinit {
        peer.stop()
        try? FileManager.default.removeItem(at: keyFile)
    }

    /// The secrets, and every planted text.
    var needles: [String] {
        [Self.mark, Self.storeKey] + BridgeWorld.secrets.values + tokens
    }

    // MARK: - The story

    /// Goes every way, the ordinary and the failing ones.
    func tell() async throws {
        try world.startForCommands()
        let done = try await post(invoke(rows: 8), "accepted")
        #expect(done.status == 200)
        let isFinished = await world.product.waitForFinished(1, within: .seconds(60))
        #expect(isFinished, "\(world.bridge?.log.suffix(20) ?? [])")
        let refused = try await post(invoke(rows: 2, isForTalkative: true), "accepted, to halt")
        #expect(refused.status == 200)
        _ = try world.running().line("event=invocation-halted")
        try await sayWrongThings()
        try await act()
        try await read()
        try await misconfigure()
    }

    private func invoke(rows: Int, isForTalkative: Bool = false) -> SimulatedInvoke {
        let invoke = world.product.invoke(rows: rows, flow: .data)
        var text = String(decoding: invoke.body, as: UTF8.self)
        text = text.replacing("\"12340000", with: "\"\(Self.mark)CELL-")
        // A number that is none: the row fails with its mapping.
        text = text.replacing("\"1006.", with: "\"\(Self.mark)AMOUNT-")
        text = text.replacing(
            #""headers":{}"#, with: #""headers":{"X-Signature":"\#(Self.mark)HEADER"}"#)
        for end in [#"","method":"POST""#, #"","method":"PATCH""#] {
            text = text.replacing(end, with: "?signature=\(Self.mark)SIGNATURE\(end)")
        }
        if isForTalkative {
            text = text.replacing(world.product.url, with: "http://127.0.0.1:\(peer.port)")
        }
        tokens.append(String(invoke.authorization.dropFirst("Bearer ".count)))
        return SimulatedInvoke(invoke, body: Array(text.utf8))
    }

    private struct SimulatedInvoke {
        var body: [UInt8]
        var authorization: String

        init(_ invoke: Simulator.SimulatedInvoke, body: [UInt8]) {
            self.body = body
            authorization = invoke.authorization
        }
    }

    private func post(
        _ invoke: SimulatedInvoke, _ place: String, query: String = "", _ headers: [String] = []
    ) async throws -> TransferResponse {
        let answer = try await client.perform(
            TransferRequest(
                method: .post, url: try world.invokeURL() + query,
                headers: ["Authorization: \(invoke.authorization)"]
                    + (headers.isEmpty ? ["Content-Type: application/json"] : headers),
                body: invoke.body,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
        said.append(("answer: \(place)", String(decoding: answer.body, as: UTF8.self)))
        return answer
    }

    /// Each is refused.
    private func sayWrongThings() async throws {
        let good = invoke(rows: 1)
        let text = String(decoding: good.body, as: UTF8.self)
        var cases: [(String, SimulatedInvoke)] = []
        func wrong(_ name: String, _ change: (inout SimulatedInvoke) -> Void) {
            var invoke = good
            change(&invoke)
            cases.append((name, invoke))
        }
        wrong("no token") { $0.authorization = "\(Self.mark)TOKEN" }
        wrong("a token that is none") { $0.authorization = "Bearer \(Self.mark)TOKEN.a.b" }
        wrong("a token that was changed") { $0.authorization += "\(Self.mark)TOKEN" }
        wrong("a token with a control character") { $0.authorization = "Bearer a\tb \(Self.mark)" }
        wrong("no JSON") { $0.body = Array(text.dropLast(30).utf8) }
        wrong("no UTF-8") { $0.body.insert(0xff, at: $0.body.count / 2) }
        for (name, old, new) in [
            ("a cell with a control character", "\(Self.mark)CELL-", "\(Self.mark)\u{1}"),
            ("rows that are a text", #""rows":[["#, #""rows":"\#(Self.mark)","x":[["#),
            ("another tenant", #""tenantId":""#, #""tenantId":"\#(Self.mark)"#),
            ("another install", #""installId":""#, #""installId":"\#(Self.mark)"#),
            ("an endpoint that is not allowed", "http://127", "ftp://\(Self.mark)x127"),
        ] {
            wrong(name) { $0.body = Array(text.replacing(old, with: new).utf8) }
        }
        for (name, invoke) in cases {
            let answer = try await post(invoke, name)
            #expect((400..<500).contains(answer.status), "\(name): \(answer.status)")
        }
        let typed = try await post(good, "a type", query: "", ["Content-Type: \(Self.mark)/x"])
        #expect(typed.status >= 400)
        _ = try await post(good, "a query", query: "?token=\(Self.mark)QUERY")
        _ = try await post(good, "a path", query: "/\(Self.mark)PATH")
    }

    private func act() async throws {
        let id = try await finishedID()
        try world.write(#"{"info":{"OFFER_STATUS":"\#(Self.mark)ACT"}}"#, to: "result.json")
        let file = world.folder.appending(path: "result.json").path
        try await run("resolve", id, "1", "--succeeded", "--result", "@\(file)")
        try await run("resolve", id, "2", "--failed", Self.message)
        try await run("resolve", id, "99", "--failed", Self.message)
        try await run("retry", id, "3", "--may-repeat")
        try await run("resume", "--all")
        try await world.wait(for: "the end of the acts") {
            let metrics = try await self.world.command("acts", "--json")
            return !metrics.output.contains(#""endedAt":null"#)
        }
    }

    /// The first invocation: the list has the newest first.
    func finishedID() async throws -> String {
        let list = try await world.answer("invocations")
        let last = list["invocations"].flatMap { Array($0.elements).last }
        return try #require(last?["id"]?.string)
    }

    private func read() async throws {
        let id = try await finishedID()
        for words in [
            ["invocations"], ["invocations", "--json"], ["show", id], ["show", id, "--json"],
            ["rows", id], ["rows", id, "--json"], ["rows", id, "--state", "failed"],
            ["rows", id, "--state", "unknown", "--json"], ["acts"], ["acts", "--json"],
        ] + (0..<8).map({ ["show", id, "\($0)"] }) {
            try await run(words)
        }
        for path in ["/metrics", "/healthz", "/readyz", "/v1/invocations/\(id)", "/v1/acts"] {
            let answer = try await world.request(path)
            said.append((path, String(decoding: answer.body, as: UTF8.self)))
        }
    }

    /// Secrets that stand where their names belong.
    private func misconfigure() async throws {
        let good = world.configuration
        for (old, new) in [
            (#"{ "environment": "TEST_MPO_SECRET" }"#, #""PLANTED-API""#),
            (#"{ "environment": "TEST_MPO_SECRET" }"#, #"{ "environment": "PLANTED-API" }"#),
            (#"{ "environment": "TEST_MPO_SECRET" }"#, #"{ "PLANTED-API": 1 }"#),
            (#""store": {"#, #""store": { "key": "PLANTED-KEY","#),
            (#""store": {"#, #""store": { "key": {"file": "PLANTED-KEY"},"#),
            (#""store": {"#, #""store": { "previousKeys": ["PLANTED-KEY"],"#),
            (#""store": {"#, #""store": { "previousKeys": "PLANTED-KEY","#),
        ] {
            try world.write(good.replacing(old, with: new), to: "bad.json")
            let path = world.folder.appending(path: "bad.json").path
            for words in [["check", "--config", path], ["check", "--json", "--config", path]] {
                let ended = try await Program.Run(words, environment: BridgeWorld.secrets).ended()
                #expect(ended.status == 78, "\(new)")
                said.append(("check: \(new)", ended.output + ended.messages))
            }
        }
    }

    private func run(_ words: String...) async throws { try await run(words) }

    private func run(_ words: [String]) async throws {
        let ended = try await Program.Run(words + ["--socket", world.socket]).ended()
        said.append(("command: \(words.prefix(3))", ended.output + ended.messages))
    }

    // MARK: - The search

    /// The needles that stand in what was said, and in the daemon's log, by their places.
    func findings() throws -> [String] {
        let log = try world.running().log.map { ("log", $0) }
        return (said + log).flatMap { place, text in
            needles.filter(text.contains).map {
                "\($0.prefix(12))… in \(place): \(text.prefix(300))"
            }
        }
    }

    /// How often each needle stands in the files of the folder whose names begin so.
    func traces(_ name: String) throws -> [String: Int] {
        var found: [String: Int] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: world.folder.path)
        where file.hasPrefix(name) {
            let data = try Data(contentsOf: world.folder.appending(path: file))
            for needle in needles + [Self.message] {
                found[needle, default: 0] += data.ranges(of: Data(needle.utf8)).count
            }
        }
        return found.filter { $0.value > 0 }
    }
}
