import Bridge
import Curl
import JSON
import Simulator
import TestSupport
import Testing

@Suite(.serialized) struct `The invoke receiver` {
    private let client = CurlClient()

    private func post(
        _ body: [UInt8], authorization: String?, to url: String, extra: [String] = []
    ) async throws -> TransferResponse {
        var headers = ["Content-Type: application/json"] + extra
        if let authorization { headers.append("Authorization: \(authorization)") }
        return try await client.perform(
            TransferRequest(
                method: .post, url: url, headers: headers, body: body,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }

    private func message(_ answer: TransferResponse) throws -> String {
        let root = try JSONText(answer.body).root
        #expect(root["successful"]?.boolean == (answer.status == 200))
        return root["errorMessage"]?.string ?? ""
    }

    private func id(_ answer: TransferResponse) throws -> String {
        try #require(try JSONText(answer.body).root["content"]?["invocationId"]?.string)
    }

    @Test func `gives a repeated invoke the first one's answer, across a restart`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 10, flow: .data)
        let first = try await post(
            invoke.body, authorization: invoke.authorization, to: try world.invokeURL())
        #expect(first.status == 200)
        let again = try await post(
            invoke.body, authorization: world.product.authorization(), to: try world.invokeURL())
        #expect(again.status == 200)
        #expect(try id(again) == id(first))
        try world.running().kill()
        try world.start()
        let later = try await post(
            invoke.body, authorization: invoke.authorization, to: try world.invokeURL())
        #expect(try id(later) == id(first))
        #expect(await world.product.waitForFinished(1, within: .seconds(30)))
        #expect(world.mpo.ledger.created + world.product.ledger.totals.failures >= 10)
        #expect(world.mpo.ledger.duplicates == 0)
    }

    @Test func `takes one token with two bodies, since tokens are not single-use`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let one = world.product.invoke(rows: 3, flow: .data)
        let two = world.product.invoke(rows: 4, flow: .data)
        for invoke in [one, two] {
            let answer = try await post(
                invoke.body, authorization: one.authorization, to: try world.invokeURL())
            #expect(answer.status == 200)
        }
        #expect(await world.product.waitForFinished(2, within: .seconds(30)))
    }

    @Test func `answers 401 without a reason, and logs the reason without the token`() async throws
    {
        let world = try BridgeWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let forged = String(invoke.authorization.dropLast(4)) + "AAAA"
        for authorization in [nil, "Bearer nonsense", forged] {
            let answer = try await post(
                invoke.body, authorization: authorization, to: try world.invokeURL())
            #expect(answer.status == 401)
            #expect(try message(answer) == "401 Unauthorized")
        }
        _ = try world.running().line("event=token-refused", "reason=")
        let secret = try #require(forged.split(separator: ".").last)
        #expect(!(try world.running().log.contains { $0.contains(secret) }))
    }

    @Test func `names the place of a mistake in a malformed body`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let text = String(decoding: invoke.body, as: UTF8.self)
        let bodies = [
            ("{", "$"),
            (text.replacing("\"dataSet\"", with: "\"dataset\""), "$.dataSet"),
            (text.replacing("\"tenantId\":\"6607\"", with: "\"tenantId\":6607"), "tenantId"),
        ]
        for (body, path) in bodies {
            let answer = try await post(
                Array(body.utf8), authorization: world.product.authorization(),
                to: try world.invokeURL())
            #expect(answer.status == 400)
            #expect(try message(answer).contains(path))
        }
    }

    @Test func `names the ids that it looked up when there is no mapping`() async throws {
        let world = try BridgeWorld(
            mapping: #""match": { "serviceId": "00000000-0000-4000-8000-000000000000" },"#)
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let answer = try await post(
            invoke.body, authorization: invoke.authorization, to: try world.invokeURL())
        #expect(answer.status == 404)
        #expect(try message(answer).contains("serviceId 13023bae-8350-f75f-d953-f7a96d6928b6"))
    }

    @Test func `refuses an endpoint on a host that is not allowed`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let text = String(decoding: invoke.body, as: UTF8.self)
        let body = text.replacing("http://127.0.0.1:", with: "http://localhost:")
        let answer = try await post(
            Array(body.utf8), authorization: invoke.authorization, to: try world.invokeURL())
        #expect(answer.status == 400)
        #expect(try message(answer).contains("Endpoint.url: the host localhost is not allowed"))
    }

    @Test func `answers 503 with Retry-After when the queue is full`() async throws {
        let world = try BridgeWorld(storeKeys: #""queuedRowsMax": 15,"#)
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.paused, .always)]
        world.mpo.behave(behaviour)
        try world.start()
        var statuses: [Int] = []
        for _ in 0..<2 {
            let invoke = world.product.invoke(rows: 10, flow: .data)
            let answer = try await post(
                invoke.body, authorization: invoke.authorization, to: try world.invokeURL())
            statuses.append(answer.status)
            if answer.status == 503 { #expect(answer.retryAfter == "5") }
        }
        #expect(statuses == [200, 503])
    }

    @Test func `knows a repeated invoke while the queue is full`() async throws {
        let world = try BridgeWorld(storeKeys: #""queuedRowsMax": 15,"#)
        var behaviour = MPOBehaviour()
        behaviour.faults = [FaultRule(.paused, .always)]
        world.mpo.behave(behaviour)
        try world.start()
        let first = world.product.invoke(rows: 15, flow: .data)
        let other = world.product.invoke(rows: 1, flow: .data)
        var ids: [String] = []
        for _ in 0..<2 {
            let answer = try await post(
                first.body, authorization: first.authorization, to: try world.invokeURL())
            #expect(answer.status == 200)
            ids.append(try id(answer))
            let refused = try await post(
                other.body, authorization: other.authorization, to: try world.invokeURL())
            #expect(refused.status == 503 && refused.retryAfter == "5")
        }
        #expect(ids[0] == ids[1])
    }

    @Test func `refuses a body without a length in its own form, too, and logs it`() async throws {
        let world = try BridgeWorld(receiverKeys: #""bodyMax": "1KiB","#)
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        let client = try #require(LoopbackSocket(port: port))
        let authorization = world.product.authorization()
        client.send(
            "POST /invoke HTTP/1.1\r\nHost: a\r\nAuthorization: \(authorization)\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n800\r\n"
                + String(repeating: " ", count: 2048) + "\r\n0\r\n\r\n")
        client.finishSending()
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("application/json"))
        #expect(
            answer.hasSuffix(
                #"{"successful":false,"content":null,"errorMessage":"#
                    + #""The body is longer than 1024 bytes."}"#))
        _ = try world.running().line("event=invoke-refused", "status=413", "1024 bytes")
    }

    @Test func `refuses a chunk that is too long before a byte of it is sent`() async throws {
        let world = try BridgeWorld(receiverKeys: #""bodyMax": "1KiB","#)
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        let authorization = world.product.authorization()
        let chunk = "400\r\n" + String(repeating: " ", count: 1024) + "\r\n"
        for chunks in ["401\r\n", chunk + "1\r\n"] {
            let client = try #require(LoopbackSocket(port: port))
            client.send(
                "POST /invoke HTTP/1.1\r\nHost: a\r\nAuthorization: \(authorization)\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
            // Nothing more is sent, and the connection ends all the same.
            let answer = client.rest()
            #expect(answer.hasPrefix("HTTP/1.1 413 ") && answer.contains("Connection: close"))
            #expect(answer.contains("The body is longer than 1024 bytes."))
        }
        _ = try world.running().line("event=invoke-refused", "status=413", "1024 bytes")
    }

    @Test func `tells an unreadable request what is wrong, in the same form`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        let client = try #require(LoopbackSocket(port: port))
        client.send("POST /invoke HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\nx")
        let answer = client.rest()
        #expect(answer.hasPrefix("HTTP/1.1 400 ") && answer.contains("Connection: close"))
        #expect(answer.contains(#""errorMessage":"Content-Length is not one decimal number. (RFC"#))
        _ = try world.running().line("event=invoke-refused", "status=400", "Content-Length")
    }

    /// Whatever is wrong with a token, and wherever that is found, the answer is byte for byte the
    /// same, up to the second in its date.
    @Test func `answers every 401 alike`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let port = UInt16(try world.running().receiverPort())
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let text = String(decoding: invoke.body, as: UTF8.self)
        let good = invoke.authorization
        let attempts = [
            ("", text), ("Authorization: Basic YTpi\r\n", text),
            ("Authorization: \(good.dropLast(4))AAAA\r\n", text),
            ("Authorization: Bearer eyJhbGciOiJub25lIn0.e30.\r\n", text),
            // The token is good, and the body is another tenant's, instance's or install's.
            ("Authorization: \(good)\r\n", text.replacing("\"6607\"", with: "\"6608\"")),
            (
                "Authorization: \(good)\r\n",
                text.replacing(
                    "a28b7df0-2a16-26e1-08e4-a302199208d9",
                    with: "a28b7df0-2a16-26e1-08e4-a302199208da")
            ),
        ]
        var answers: Set<String> = []
        for (authorization, body) in attempts {
            let client = try #require(LoopbackSocket(port: port))
            client.send(
                "POST /invoke HTTP/1.1\r\nHost: a\r\n\(authorization)"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            client.finishSending()
            let lines = client.rest().split(separator: "\r\n").filter { !$0.hasPrefix("Date: ") }
            answers.insert(lines.joined(separator: "\n"))
        }
        #expect(answers.count == 1)
        let answer = try #require(answers.first)
        #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\nConnection: close\n"))
        #expect(answer.contains("WWW-Authenticate: Bearer\n") && answer.contains("401 Unauth"))
    }

    @Test func `refuses an encoded body and another content type`() async throws {
        let world = try BridgeWorld()
        try world.start()
        let invoke = world.product.invoke(rows: 1, flow: .data)
        let encoded = try await post(
            invoke.body, authorization: invoke.authorization, to: try world.invokeURL(),
            extra: ["Content-Encoding: gzip"])
        #expect(encoded.status == 415)
        #expect(try message(encoded).contains("Content-Encoding"))
        let elsewhere = try await post(
            invoke.body, authorization: invoke.authorization,
            to: try world.invokeURL().replacing("/invoke", with: "/other"))
        #expect(elsewhere.status == 404)
    }
}
