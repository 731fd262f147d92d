import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `A server that stops` {
    /// - Parameter patience: with connections that rest.
    private func server(patience: Duration) throws -> HTTPServer {
        try HTTPServer.running { $0.stoppingPatience = patience }
    }

    @Test(arguments: [Duration.zero, .milliseconds(50)])
    func `closes connections that rest`(_ patience: Duration) throws {
        let server = try server(patience: patience)
        let client = TestClient(server)
        client.send(Sample.get())
        #expect(try client.answer()?.status == 200)
        let silent = TestClient(server)
        #expect(Patience.wait { server.counters.connectionsOpen == 2 })
        server.stop(within: .seconds(60))
        server.join()
        #expect(try client.rest() == "" && client.ending == .closed)
        #expect(try silent.rest() == "" && silent.ending == .closed)
        #expect(!TestClient(server).isConnected)
    }

    @Test func `answers a request that was on its way, on a new connection and on a kept one`()
        throws
    {
        let server = try server(patience: .seconds(60))
        let kept = TestClient(server)
        kept.send(Sample.get())
        #expect(try kept.answer()?.status == 200)
        let new = TestClient(server)
        #expect(Patience.wait { server.counters.connectionsOpen == 2 })
        server.stop(within: .seconds(60))
        #expect(Patience.wait { !TestClient(server).isConnected })
        for client in [kept, new] {
            client.send(Sample.get())
            let answer = try client.answer()
            #expect(answer?.status == 200 && answer?.closes == true)
            #expect(try client.rest() == "")
            client.finishSending()
        }
        server.join()
        #expect(server.counters.connectionsOpen == 0)
    }

    @Test func `answers what it has begun`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept))
        let waiting = TestClient(server)
        waiting.send(Sample.get("/1"))
        _ = kept.wait(for: 1)
        let sending = TestClient(server)
        sending.send(String(Sample.post("12").dropLast()))
        #expect(Patience.wait { server.counters.requestsReceived == 2 })
        server.stop(within: .seconds(60))
        sending.send("2")
        for (path, responder) in kept.wait(for: 2) { responder.answer(.text(200, path)) }
        for client in [waiting, sending] {
            #expect(try client.answer()?.closes == true)
            #expect(try client.rest() == "")
            client.finishSending()
        }
        server.join()
        #expect(server.counters.connectionsOpen == 0)
    }

    @Test func `does not wait longer than it was allowed`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept))
        let client = TestClient(server)
        client.send(Sample.get())
        _ = kept.wait(for: 1)
        server.stop(within: .milliseconds(10))
        server.join()
        #expect(try client.rest() == "" && client.ending == .reset)
    }

    @Test func `may first stop accepting only`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept))
        let client = TestClient(server)
        client.send(Sample.get("/1"))
        _ = kept.wait(for: 1)
        server.stopAccepting()
        kept.wait(for: 1)[0].responder.answer(.text(200, "1"))
        #expect(try client.answer()?.closes == false)
        #expect(!TestClient(server).isConnected)
        client.send(Sample.get("/2"))
        kept.wait(for: 2)[1].responder.answer(.text(200, "2"))
        #expect(try client.answer()?.body == "2")
    }

    @Test func `may be stopped twice, joined twice, and never started`() throws {
        let server = try HTTPServer.running()
        server.stop()
        server.stop()
        server.join()
        server.join()
        let idle = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: TestHandler.echo)
        idle.stop()
        idle.join()
    }
}
