import Bridge
import Curl
import HTTPServer
import HTTPWire
import JSON
import Simulator
import Testing

/// An MPO that refuses every operation and quotes one of its cells.
private final class QuotingMPO: RequestHandler {
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        let operation = (try? JSONText(request.body))?.root["ops"]?[0]
        let customer = operation?["data"]?["CUSTOMER_ID_"]?.string ?? "?"
        let answer =
            #"{"request_proc":"ok","ops":[{"proc":"error","#
            + #""description":"CUSTOMER_ID_: '\#(customer)' is not valid \u001b[31m"}]}"#
        responder.answer(.json(200, Array(answer.utf8)))
    }
}

@Suite(.serialized, .timeLimit(.minutes(3))) struct `A cell and a secret` {
    /// Of row 1, as the simulated product makes it.
    private static let cell = "1234000001"

    @Test func `are in no answer that did not ask for cells`() async throws {
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: QuotingMPO())
        try server.start()
        defer { server.stop() }
        var product = ProductBehaviour()
        product.checksResults = false
        let world = try BridgeWorld(
            product: product, syncURL: "http://127.0.0.1:\(server.port)")
        try world.startForCommands()
        try await world.finish(InvokeLoad(rows: 3))
        let id = try await world.onlyID()

        var texts: [String] = []
        for path in [
            "/v1/invocations", "/v1/invocations/\(id)", "/v1/invocations/\(id)/rows",
            "/v1/invocations/\(id)/rows?state=failed", "/v1/invocations/\(id)/rows/1",
            "/v1/acts", "/metrics", "/v1/invocations/\(id)/rows/99", "/v1/invocations/nothing",
        ] {
            let response = try await world.request(path)
            texts.append(String(decoding: response.body, as: UTF8.self))
        }
        for words in [["show", id], ["show", id, "1"], ["rows", id], ["invocations"]] {
            let run = try await Program.Run(words + ["--socket", world.socket]).ended()
            texts += [run.output, run.messages]
        }
        texts += try world.running().log
        for text in texts {
            #expect(!text.contains(Self.cell))
            #expect(!text.contains("simulated-mpo-api-secret"))
            #expect(!text.contains("66666666-6666-4666"))
            #expect(!text.contains("\u{1b}"), "nothing steers the terminal")
        }
        let masked = try await world.answer("show", id, "1")
        #expect(masked["reason"]?.string?.contains("CUSTOMER_ID_: '•••' is not valid") == true)

        let shown = try await world.answer("show", id, "1", "--cells")
        #expect(shown["reason"]?.string?.contains(Self.cell) == true)
        let text = try await world.command("show", id, "1", "--cells")
        #expect(text.output.contains(Self.cell) && !text.output.contains("\u{1b}"))
    }
}
