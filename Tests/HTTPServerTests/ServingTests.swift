import Glibc
import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `A server` {
    @Test func `answers one request after the other on one connection`() throws {
        let server = try HTTPServer.running()
        let client = TestClient(server)
        for number in 1...3 {
            client.send(Sample.get("/\(number)"))
            let answer = try #require(try client.answer())
            #expect(answer.status == 200 && answer.body == "GET /\(number) " && !answer.closes)
            #expect(answer.fields["date"]?.hasSuffix(" GMT") == true)
        }
        #expect(server.counters.connectionsAccepted == 1)
        #expect(server.counters.requestsReceived == 3)
    }

    @Test func `reads bodies in whatever pieces they come`() throws {
        let server = try HTTPServer.running()
        let client = TestClient(server)
        for byte in Sample.post("hello").utf8 { client.send([byte]) }
        #expect(try client.answer()?.body == "POST /p hello")
        client.send("PUT /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")
        client.send("2\r\nde\r\n0\r\n\r\n")
        #expect(try client.answer()?.body == "PUT /c abcde")
        let large = String(repeating: "x", count: 1_000_000)
        client.send(Sample.post(large))
        #expect(try client.answer()?.body == "POST /p \(large)")
        #expect(server.counters.bodyBytesInFlight == 0)
    }

    @Test func `answers HEAD without a body and goes on`() throws {
        let server = try HTTPServer.running()
        let client = TestClient(server)
        client.send("HEAD /h HTTP/1.1\r\nHost: a\r\n\r\n" + Sample.get("/g"))
        #expect(try client.answer(isToHead: true)?.contentLength == "HEAD /h ".utf8.count)
        #expect(try client.answer()?.body == "GET /g ")
    }

    @Test func `closes when the client asks for it`() throws {
        let client = TestClient(try HTTPServer.running())
        client.send(Sample.get("/", "Connection: close\r\n") + Sample.get("/never"))
        #expect(try client.answer()?.closes == true)
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `closes after the last request it takes from a connection`() throws {
        let client = TestClient(try HTTPServer.running { $0.requestsPerConnectionMax = 2 })
        client.send(Sample.get() + Sample.get() + Sample.get())
        #expect(try client.answer()?.closes == false)
        #expect(try client.answer()?.closes == true)
        #expect(try client.rest() == "")
    }

    @Test func `tells a broken request its rule and closes`() throws {
        let server = try HTTPServer.running()
        let client = TestClient(server)
        client.send(Sample.get("/good") + "GET / HTTP/1.1\r\n\r\n" + Sample.get("/never"))
        #expect(try client.answer()?.body == "GET /good ")
        let answer = try #require(try client.answer())
        #expect(answer.status == 400 && answer.closes && answer.body.contains("RFC 9112 §3.2"))
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(server.counters.requestsUnreadable == 1)
    }

    @Test func `speaks HTTP/1.0 only where it is allowed`() throws {
        let strict = TestClient(try HTTPServer.running())
        strict.send("GET / HTTP/1.0\r\n\r\n")
        #expect(try strict.answer()?.status == 505)
        let health = TestClient(try HTTPServer.running(acceptsHTTP10: true))
        health.send("GET /healthz HTTP/1.0\r\n\r\n")
        let answer = try #require(try health.answer())
        #expect(answer.status == 200 && answer.closes)
        #expect(try health.rest() == "")
    }

    @Test func `answers a client that has closed its side`() throws {
        let kept = Kept()
        let client = TestClient(try HTTPServer.running(.keeping(kept)))
        client.send(Sample.get())
        client.finishSending()
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "late")) }
        #expect(try client.answer()?.body == "late")
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `tells a client that closed in the middle of a request`() throws {
        let client = TestClient(try HTTPServer.running())
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf")
        client.finishSending()
        #expect(try client.answer()?.status == 400)
        #expect(try client.rest() == "")
    }

    @Test func `survives clients that vanish`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept))
        do {
            let client = TestClient(server)
            client.send(Sample.get("/gone"))
            _ = kept.wait(for: 1)
            var option = linger(l_onoff: 1, l_linger: 0)
            let size = socklen_t(MemoryLayout<linger>.size)
            _ = unsafe setsockopt(client.descriptor, SOL_SOCKET, SO_LINGER, &option, size)
        }
        #expect(Patience.wait { server.counters.connectionsOpen == 0 })
        // The table has one place; its next owner must not get the answer meant for the first.
        let client = TestClient(server)
        client.send(Sample.get("/here"))
        for (path, responder) in kept.wait(for: 2) { responder.answer(.text(200, path)) }
        #expect(try client.answer()?.body == "/here")
    }
}
