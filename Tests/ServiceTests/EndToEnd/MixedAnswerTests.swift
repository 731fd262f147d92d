import Foundation
import HTTPServer
import HTTPWire
import JSON
import Simulator
import Synchronization
import Testing

/// An MPO that gives the answers it was given, one a call, and notes the references it was sent.
private final class ScriptedMPO: RequestHandler {
    private struct State {
        var answers: [String]
        var references: [String] = []
    }

    private let state: Mutex<State>

    init(_ answers: [String]) { state = Mutex(State(answers: answers)) }

    func times(_ suffix: String) -> Int {
        state.withLock { $0.references.count { $0.hasSuffix(suffix) } }
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 1 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        let operations = (try? JSONText(request.body))?.root["ops"]?.elements.map { $0 } ?? []
        let answer = state.withLock { state in
            state.references += operations.compactMap { $0["ref"]?.string }
            return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
        }
        responder.answer(.json(200, Array(answer.utf8)))
    }
}

@Suite(.serialized) struct `An answer with several verdicts` {
    private static let done = #"{"proc":"ok","data":{"info":{}}}"#
    private static let unsigned =
        #"{"proc":"error","description":"cookie or headers are not valid"}"#

    @Test func `does not have an operation sent again that is done`() async throws {
        let answer = #"{"ops":[\#(Self.done),\#(Self.unsigned)],"request_proc":"ok"}"#
        let script = ScriptedMPO([answer])
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: script)
        try server.start()
        var product = ProductBehaviour()
        product.checksResults = false
        let world = try BridgeWorld(
            product: product, mapping: #""operationsPerCall": 2,"#,
            syncURL: "http://127.0.0.1:\(server.port)")
        try world.start()
        _ = await world.sender.send(InvokeLoad(rows: 2), to: try world.invokeURL())
        _ = try world.running().line("event=mapping-halted")
        // A probe has the other one sent again.
        try await world.wait(for: "a probe") { script.times("-1") > 1 }
        #expect(script.times("-0") == 1)
        server.stop()
    }

    @Test func `is signed anew once when all of it was refused for the signature`() async throws {
        let refused = #"{"ops":[\#(Self.unsigned),\#(Self.unsigned)],"request_proc":"ok"}"#
        let answered = #"{"ops":[\#(Self.done),\#(Self.done)],"request_proc":"ok"}"#
        let script = ScriptedMPO([refused, answered])
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: script)
        try server.start()
        var product = ProductBehaviour()
        product.checksResults = false
        let world = try BridgeWorld(
            product: product, mapping: #""operationsPerCall": 2,"#,
            syncURL: "http://127.0.0.1:\(server.port)")
        try world.start()
        try await world.finish(InvokeLoad(rows: 2))
        #expect(world.product.ledger.totals.succeeded == 2)
        #expect(script.times("-0") == 2)
        server.stop()
    }
}
