import Crypto
import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `A TLS handshake with the server` {
    @Test(arguments: Secure.versions)
    func `is short for a client that comes back`(_ version: Int32) throws {
        let server = try Secure.server()
        let first = Secure.client(server, Secure.options(version))
        first.send(Sample.get())
        #expect(try first.answer()?.status == 200)
        let ticket = try #require(first.tls?.ticket)
        #expect(server.counters.handshakesResumed == 0)
        let second = Secure.client(server, Secure.options(version), ticket: ticket)
        second.send(Sample.get())
        #expect(try second.answer()?.status == 200)
        #expect(second.tls?.isResumed == true)
        #expect(server.counters.handshakesCompleted == 2)
        #expect(server.counters.handshakesResumed == 1)
    }

    @Test func `agrees on http/1.1`() throws {
        var options = Secure.options()
        options.protocols = ["h2", "http/1.1"]
        let client = Secure.client(try Secure.server(), options)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
        #expect(client.tls?.selectedProtocol == "http/1.1")
    }

    @Test func `fails for a client that insists on h2, and says why`() throws {
        let failures = Failures()
        var options = Secure.options()
        options.protocols = ["h2"]
        let client = Secure.client(try Secure.server(failures.handler()), options)
        #expect(!client.shakeHands())
        #expect(client.tls?.failure == "tlsv1 alert no application protocol")
        #expect(failures.firstReason() == "no application protocol")
    }

    @Test func `fails for versions before 1.2, and says why`() throws {
        let failures = Failures()
        let server = try Secure.server(failures.handler())
        let client = Secure.client(server, Secure.options(0x0302))
        #expect(!client.shakeHands())
        #expect(client.tls?.failure == "tlsv1 alert protocol version")
        #expect(failures.firstReason() == "unsupported protocol")
        #expect(failures.all.first?.moment == .handshake)
        #expect(server.counters.connectionsFailedByTLS == 1)
        #expect(server.counters.handshakesCompleted == 0)
    }

    @Test func `fails for a client that does not trust the certificate, and says so`() throws {
        let failures = Failures()
        var options = Secure.options(0x0303)
        options.trusted = TestCertificate().certificate
        let client = Secure.client(try Secure.server(failures.handler()), options)
        #expect(!client.shakeHands())
        client.sendRaw(client.tls?.take() ?? [])
        #expect(failures.firstReason()?.contains("alert") == true)
    }

    @Test func `closes on a client that speaks plain HTTP`() throws {
        let failures = Failures()
        let client = TestClient(try Secure.server(failures.handler()))
        client.send(Sample.get())
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(failures.firstReason() == "http request")
    }

    @Test func `closes on garbage and harms nobody`() throws {
        let server = try Secure.server()
        let good = Secure.client(server)
        var random = SystemRandomNumberGenerator()
        for _ in 0..<30 {
            let client = TestClient(server)
            let count = Int.random(in: 1...300, using: &random)
            client.sendRaw((0..<count).map { _ in UInt8.random(in: 0...255, using: &random) })
            client.finishSending()
            _ = try client.rest()
            good.send(Sample.get("/good"))
            #expect(try good.answer()?.body == "GET /good ")
        }
        #expect(Patience.wait { server.counters.connectionsOpen == 1 })
    }

    @Test func `closes on a handshake that was damaged on its way`() throws {
        let server = try Secure.server()
        var random = SystemRandomNumberGenerator()
        for _ in 0..<30 {
            let client = Secure.client(server)
            var hello = client.tls?.take() ?? []
            hello[Int.random(in: 0..<hello.count, using: &random)] ^= 0x55
            client.sendRaw(hello)
            client.finishSending()
            _ = client.shakeHands()
        }
        let good = Secure.client(server)
        good.send(Sample.get("/good"))
        #expect(try good.answer()?.body == "GET /good ")
    }

    @Test func `has to come to its end in time`() throws {
        let server = try Secure.server { $0.handshakeTimeout = .milliseconds(20) }
        let silent = TestClient(server)
        #expect(try silent.rest() == "" && silent.ending == .closed)
        #expect(Patience.wait { server.counters.deadlinesMissed == 1 })
        #expect(server.counters.handshakesCompleted == 0)
    }

    @Test func `is not given more time for a byte now and then`() throws {
        let server = try Secure.server { $0.handshakeTimeout = .milliseconds(100) }
        let client = TestClient(server)
        // The head of a record that is never complete, then nothing but bytes of it.
        client.sendRaw([0x16, 0x03, 0x01, 0x40, 0x00, 0x01, 0x00, 0x3F, 0xFC, 0x03, 0x03])
        var bytes = 0
        while server.counters.deadlinesMissed == 0, bytes < 10_000 {
            client.sendRaw([0])
            bytes += 1
            if bytes % 10 == 0 { _ = try? server.turnWithTLS() }
        }
        #expect(server.counters.deadlinesMissed == 1)
    }

    /// The time of the handshake is not taken from the time of the first head.
    @Test func `leaves the first head its own time`() throws {
        let server = try Secure.server { $0.headerTimeout = .milliseconds(400) }
        let client = Secure.client(server)
        let tls = try #require(client.tls)
        let hello = tls.take()
        client.sendRaw(Array(hello.dropLast()))
        // No head is expected before the handshake, however long that takes.
        let other = Secure.client(server)
        #expect(other.shakeHands())
        #expect(try other.rest() == "" && other.ending == .closed)
        client.sendRaw([hello[hello.count - 1]])
        client.send(Sample.get("/late"))
        #expect(try client.answer()?.body == "GET /late ")
    }

    @Test func `resets a client that does not read`() throws {
        let body = String(repeating: "x", count: 32 << 20)
        let server = try Secure.server(TestHandler { $1.answer(.text(200, body)) }) {
            $0.writeTimeout = .milliseconds(20)
        }
        let client = Secure.client(server, receiveBufferBytes: 4096)
        client.send(Sample.get())
        #expect(
            Patience.wait {
                server.counters.connectionsOpen == 0 && server.counters.requestsReceived == 1
            })
        #expect(Patience.wait { server.counters.deadlinesMissed == 1 })
    }
}

extension HTTPServer {
    /// Lets the loop turn a few times: each answer comes at the end of a turn.
    fileprivate func turnWithTLS() throws {
        let client = Secure.client(self)
        for _ in 0..<20 {
            client.send(Sample.get("/turn"))
            _ = try client.answer()
        }
    }
}
