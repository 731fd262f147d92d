import HTTPServer
import HTTPWire
import TestSupport
import Testing

/// Deadlines are tiny here, and what is waited for is what they lead to.
@Suite struct `A deadline` {
    private static let tiny = Duration.milliseconds(20)
    /// Where the client has to do something in time, on a busy machine, too.
    private static let short = Duration.milliseconds(400)

    @Test func `ends a head that does not come to its end`() throws {
        let server = try HTTPServer.running { $0.headerTimeout = Self.short }
        let client = TestClient(server)
        client.send("GET / HTTP/1.1\r\nHost:")
        #expect(try client.answer()?.status == 408)
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(server.counters.deadlinesMissed == 1)
    }

    @Test func `ends a connection on which nothing ever comes`() throws {
        let client = TestClient(try HTTPServer.running { $0.headerTimeout = Self.tiny })
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `is not moved by a byte now and then`() throws {
        let server = try HTTPServer.running { $0.headerTimeout = Self.short }
        let client = TestClient(server)
        client.send(Sample.get("/first"))
        #expect(try client.answer()?.status == 200)
        client.send("GET")
        // Each turn is a byte; there are more turns than any deadline allows.
        var turns = 0
        while server.counters.deadlinesMissed == 0, turns < 100_000 {
            client.send("a")
            try server.turn()
            turns += 1
        }
        #expect(try client.answer()?.status == 408)
    }

    @Test func `ends a rest between requests without a word`() throws {
        let server = try HTTPServer.running { $0.idleTimeout = Self.tiny }
        let client = TestClient(server)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(server.counters.deadlinesMissed == 0)
    }

    @Test func `ends a body that comes too slowly`() throws {
        let server = try HTTPServer.running {
            $0.bodyGrace = Self.tiny
            $0.bodyBytesPerSecondMin = 1_000_000
        }
        let client = TestClient(server)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab")
        #expect(try client.answer()?.status == 408)
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(server.counters.bodyBytesInFlight == 0)
    }

    @Test func `answers for a handler that does not`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept)) { $0.responseTimeout = Self.tiny }
        let client = TestClient(server)
        client.send(Sample.get())
        let answer = try #require(try client.answer())
        #expect(answer.status == 503 && answer.closes)
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "too late")) }
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `resets a client that does not read`() throws {
        let body = [UInt8](repeating: 0x78, count: 32 * 1024 * 1024)
        let handler = TestHandler { $1.answer(Response(status: 200, body: body)) }
        let server = try HTTPServer.running(handler) { $0.writeTimeout = Self.tiny }
        let client = TestClient(server, receiveBufferBytes: 4096)
        client.send(Sample.get())
        #expect(
            Patience.wait {
                server.counters.connectionsOpen == 0 && server.counters.requestsReceived == 1
            })
        #expect(server.counters.deadlinesMissed == 1)
        #expect(try client.rest().utf8.count < body.count && client.ending == .reset)
    }

    @Test func `ends a client that does not close when it should`() throws {
        let server = try HTTPServer.running { $0.lingerTimeout = Self.tiny }
        let client = TestClient(server)
        client.send(Sample.get("/", "Connection: close\r\n"))
        #expect(try client.answer()?.closes == true)
        #expect(Patience.wait { server.counters.connectionsOpen == 0 })
    }

    @Test func `does not count the time a request waits for its turn`() throws {
        let server = try HTTPServer.running(
            TestHandler { $1.answer(.text(200, $0.head.path), after: .milliseconds(450)) }
        ) { $0.headerTimeout = Self.short }
        let client = TestClient(server)
        client.send(Sample.get("/1") + "GET /2 HTTP/1.1\r\n")
        #expect(try client.answer()?.body == "/1")
        client.send("Host: a\r\n\r\n")
        #expect(try client.answer()?.body == "/2")
    }
}
