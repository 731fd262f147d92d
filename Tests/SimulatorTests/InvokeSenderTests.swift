import AMS
import Bridge
import Crypto
import Curl
import Foundation
import HTTPServer
import HTTPWire
import JSON
import Simulator
import Synchronization
import Testing

/// A receiver of invokes that refuses the first ones and reads the others as the bridge does.
final class Receiver: RequestHandler {
    private let refusals: Int
    private let seen = Mutex<(requests: Int, problems: [String])>((0, []))

    init(refusals: Int = 0) { self.refusals = refusals }

    var requests: Int { seen.withLock { $0.requests } }
    var problems: [String] { seen.withLock { $0.problems } }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission { .body(max: 64 << 20) }

    func handle(_ request: Request, _ responder: Responder) {
        let count = seen.withLock { seen in
            seen.requests += 1
            return seen.requests
        }
        if count <= refusals {
            responder.answer(
                Response(status: 503, headers: [("Retry-After", "0")], body: Array("busy".utf8)))
            return
        }
        do {
            try check(request)
        } catch {
            seen.withLock { $0.problems.append("\(error)") }
        }
        let answer =
            #"{"successful":true,"content":{"invocationId":"\#(UUID().uuidString)","#
            + #""instanceId":"x"},"errorMessage":null}"#
        responder.answer(.json(200, Array(answer.utf8)))
    }

    private func check(_ request: Request) throws {
        let options = ProductOptions()
        let verifier = TokenVerifier(installs: [
            Install(installID: options.context.installID, secret: options.installSecret)
        ])
        let now = UnixTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        let token = try verifier.verify(
            request.head.headers.first("authorization").map { Array($0) }, now: now)
        let message = try AMS.InvokeMessage(body: request.body)
        try verifier.check(token, against: message.invocation.context)
    }
}

@Suite struct `The invoke sender` {
    private func withSender(
        _ receiver: Receiver, switches: [String] = [],
        _ body: (ProductSimulator, InvokeSender, String) async throws -> Void
    ) async throws {
        let server = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: receiver)
        try server.start()
        var options = ProductOptions()
        options.behaviour = try ProductBehaviour(SwitchList(words: switches))
        let product = ProductSimulator(options)
        try product.start()
        let sender = InvokeSender(product)
        defer {
            sender.stop()
            product.stop()
            server.stop()
            server.join()
        }
        try await body(product, sender, "http://127.0.0.1:\(server.port)/invoke")
    }

    @Test(arguments: [InvokeFlow.data, .pull], ["absent=null", "absent=missing"])
    func `sends invokes that the bridge can read and believe`(flow: InvokeFlow, absence: String)
        async throws
    {
        let receiver = Receiver()
        try await withSender(receiver, switches: [absence]) { product, sender, url in
            let report = await sender.send(
                InvokeLoad(count: 20, rows: 3, flow: flow, inFlightMax: 4), to: url)
            #expect(report.accepted == 20)
            #expect(report.refused == 0)
            #expect(report.statuses == [200: 20])
            #expect(receiver.problems == [])
            #expect(receiver.requests == 20)
            #expect(product.ledger.invocations == 20)
            #expect(product.ledger.totals.rows == 60)
            let median = try #require(report.latency(percentile: 50))
            let longest = try #require(report.latency(percentile: 100))
            #expect(median <= longest && longest <= report.elapsed)
        }
    }

    @Test func `writes the times of its tokens in milliseconds where told to`() async throws {
        let receiver = Receiver()
        try await withSender(receiver, switches: ["token-milliseconds"]) { product, sender, url in
            let report = await sender.send(InvokeLoad(), to: url)
            #expect(report.accepted == 1)
            #expect(receiver.problems == [])
        }
    }

    @Test func `sends an invoke again when it was refused for the moment`() async throws {
        let receiver = Receiver(refusals: 3)
        try await withSender(receiver) { product, sender, url in
            let report = await sender.send(
                InvokeLoad(count: 2, inFlightMax: 2, attemptsMax: 5), to: url)
            #expect(report.accepted == 2)
            #expect(report.statuses == [503: 3, 200: 2])
            #expect(product.ledger.invocations == 2)
        }
    }

    @Test func `gives up after the last attempt, and says why`() async throws {
        let receiver = Receiver(refusals: 100)
        try await withSender(receiver) { product, sender, url in
            let refused = await sender.send(InvokeLoad(attemptsMax: 2), to: url)
            #expect(refused.accepted == 0)
            #expect(refused.refused == 1)
            #expect(refused.lastProblem == "503 busy")
            let unreachable = await sender.send(InvokeLoad(), to: "http://127.0.0.1:1/invoke")
            #expect(unreachable.refused == 1)
            #expect(unreachable.failures == ["connect": 1])
        }
    }

    @Test func `answers who waits when it is stopped`() async throws {
        let receiver = Receiver()
        try await withSender(receiver) { product, sender, url in
            sender.stop()
            let report = await sender.send(InvokeLoad(), to: url)
            #expect(report.accepted == 0)
        }
    }

    @Test func `serves people by routes of the product`() async throws {
        let receiver = Receiver()
        try await withSender(receiver) { product, _, url in
            let caller = MPOCaller(url: product.url)
            let printed = try #require(try await caller.get("/invoke?rows=3&flow=pull").object)
            #expect((printed["authorization"] as? String)?.hasPrefix("Bearer ") == true)
            let body = try #require(printed["body"] as? [String: Any])
            #expect((body["dataSet"] as? [String: Any])?["size"] as? Int == 3)
            let escaped = url.replacingOccurrences(of: ":", with: "%3A")
            let sent = try await caller.post(
                "/invoke?rows=2&count=3&in-flight=2&url=\(escaped)", "")
            #expect(sent.object?["accepted"] as? Int == 3)
            #expect(receiver.problems == [])
            #expect(product.ledger.totals.rows == 9)
            for query in ["rows=x", "flow=push", "count=0", "rows=1"] {
                let refused = try await caller.post("/invoke?\(query)", "")
                #expect(refused.status == 400)
            }
        }
    }
}
