import Crypto
import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `A server with TLS` {
    @Test(arguments: Secure.versions)
    func `answers one request after the other on one connection`(_ version: Int32) throws {
        let server = try Secure.server()
        let client = Secure.client(server, Secure.options(version))
        for number in 1...3 {
            client.send(Sample.get("/\(number)"))
            #expect(try client.answer()?.body == "GET /\(number) ")
        }
        #expect(client.tls?.version == (version == 0x0303 ? "TLSv1.2" : "TLSv1.3"))
        #expect(server.counters.connectionsAccepted == 1)
        #expect(server.counters.handshakesCompleted == 1)
        #expect(server.counters.requestsReceived == 3)
    }

    @Test(arguments: Secure.versions)
    func `answers pipelined requests in their order`(_ version: Int32) throws {
        // More than are parsed ahead, so that decrypted bytes have to wait for answers.
        let count = 300
        let server = try Secure.server { $0.pipelinedRequestsMax = 4 }
        let client = Secure.client(server, Secure.options(version))
        client.send((0..<count).map { Sample.get("/\($0)") }.joined())
        for number in 0..<count {
            #expect(try client.answer()?.body == "GET /\(number) ")
        }
    }

    /// The rest of the requests came in the same record as the first: the socket is silent.
    @Test func `goes on with what it has when the answers come later`() throws {
        let kept = Kept()
        let server = try Secure.server(.keeping(kept)) { $0.pipelinedRequestsMax = 1 }
        let client = Secure.client(server)
        client.send((1...3).map { Sample.get("/\($0)") }.joined())
        for number in 1...3 {
            kept.wait(for: number)[number - 1].responder.answer(.text(200, "\(number)"))
            #expect(try client.answer()?.body == "\(number)")
        }
    }

    @Test(arguments: Secure.versions)
    func `understands a handshake and a request that come byte by byte`(
        _ version: Int32
    ) throws {
        let client = Secure.client(try Secure.server(), Secure.options(version))
        let tls = try #require(client.tls)
        for byte in tls.take() { client.sendRaw([byte]) }
        #expect(client.shakeHands())
        tls.write(Array(Sample.post("slow").utf8))
        for byte in tls.take() { client.sendRaw([byte]) }
        #expect(try client.answer()?.body == "POST /p slow")
    }

    @Test(arguments: Secure.versions)
    func `answers a client that has said its last word`(_ version: Int32) throws {
        let kept = Kept()
        let client = Secure.client(
            try Secure.server(.keeping(kept)), Secure.options(version))
        client.send(Sample.get())
        // Inside TLS only: the socket says nothing more.
        client.sayGoodbye()
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "late")) }
        #expect(try client.answer()?.body == "late")
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(client.tls?.isEnded == true)
    }

    @Test func `hears the last word with the request in one packet`() throws {
        let server = try Secure.server()
        let client = Secure.client(server)
        #expect(client.shakeHands())
        let tls = try #require(client.tls)
        tls.write(Array((Sample.get("/1") + Sample.get("/2")).utf8))
        tls.sayGoodbye()
        client.sendRaw(tls.take())
        #expect(try client.answer()?.body == "GET /1 ")
        #expect(try client.answer()?.body == "GET /2 ")
        #expect(try client.rest() == "" && tls.isEnded)
        #expect(Patience.wait { server.counters.connectionsOpen == 0 })
    }

    @Test func `answers a client that has closed its side of the socket`() throws {
        let kept = Kept()
        let client = Secure.client(try Secure.server(.keeping(kept)))
        client.send(Sample.get())
        client.finishSending()
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "late")) }
        #expect(try client.answer()?.body == "late")
        #expect(try client.rest() == "" && client.tls?.isEnded == true)
    }

    @Test func `says goodbye when it closes`() throws {
        let server = try Secure.server { $0.idleTimeout = .milliseconds(20) }
        let asked = Secure.client(server)
        asked.send(Sample.get("/", "Connection: close\r\n"))
        #expect(try asked.answer()?.closes == true)
        #expect(try asked.rest() == "" && asked.tls?.isEnded == true)
        let idle = Secure.client(server)
        idle.send(Sample.get())
        #expect(try idle.answer()?.status == 200)
        #expect(try idle.rest() == "" && idle.tls?.isEnded == true)
    }

    @Test func `says goodbye when it stops`() throws {
        let server = try Secure.server()
        let client = Secure.client(server)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
        let silent = TestClient(server)
        #expect(Patience.wait { server.counters.connectionsOpen == 2 })
        server.stop(within: .seconds(60))
        server.join()
        #expect(try client.rest() == "" && client.tls?.isEnded == true)
        #expect(try silent.rest() == "")
    }

    @Test(arguments: Secure.versions)
    func `sends as much as a slow client takes`(_ version: Int32) throws {
        let body = String(repeating: "0123456789abcdef", count: 5 << 16)
        let server = try Secure.server(TestHandler { $1.answer(.text(200, body)) }) {
            $0.headerTimeout = .seconds(300)
            $0.idleTimeout = .seconds(300)
        }
        let client = Secure.client(
            server, Secure.options(version), receiveBufferBytes: 32_768)
        client.send(Sample.get() + Sample.get())
        for _ in 0..<2 { #expect(try client.answer()?.body == body) }
    }

    @Test func `gives new keys to a client that asks while it is answered`() throws {
        let kept = Kept()
        let client = Secure.client(
            try Secure.server(.keeping(kept)), Secure.options(0x0304))
        client.send(Sample.get())
        let tls = try #require(client.tls)
        for _ in 0..<200 { tls.askForNewKeys() }
        client.sendRaw(tls.take())
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "new")) }
        #expect(try client.answer()?.body == "new")
    }

    @Test func `shows a renewed certificate to new clients only`() throws {
        let slot = try Secure.slot()
        let server = try HTTPServer.running(tls: slot)
        let old = Secure.client(server)
        old.send(Sample.get("/1"))
        #expect(try old.answer()?.status == 200)
        let identity = TestCertificate()
        slot.replace(with: try Secure.context(identity))
        var options = TestTLSClient.Options()
        options.trusted = identity.certificate
        let new = Secure.client(server, options)
        new.send(Sample.get())
        #expect(try new.answer()?.status == 200)
        old.send(Sample.get("/2"))
        #expect(try old.answer()?.body == "GET /2 ")
    }
}
