import HTTPServer
import HTTPWire
import Synchronization
import Testing

@Suite struct `Pipelined requests` {
    @Test func `are answered in their order, whatever the order of the answers`() throws {
        let kept = Kept()
        let client = TestClient(try HTTPServer.running(.keeping(kept)))
        client.send((1...10).map { Sample.get("/\($0)") }.joined())
        for (path, responder) in kept.wait(for: 10).reversed() {
            responder.answer(.text(200, path))
        }
        for number in 1...10 { #expect(try client.answer()?.body == "/\(number)") }
    }

    @Test func `are read ahead only so far`() throws {
        let kept = Kept()
        let handler = TestHandler { request, responder in
            if request.head.hasPath("/turn") { return responder.answer(.text(200, "")) }
            kept.add(request.head.path, responder)
        }
        let server = try HTTPServer.running(handler) { $0.pipelinedRequestsMax = 3 }
        let client = TestClient(server)
        client.send((1...100).map { Sample.get("/\($0)") }.joined())
        var answered = 0
        while answered < 100 {
            let waiting = kept.wait(for: min(answered + 3, 100))
            try server.turn()
            #expect(kept.count == min(answered + 3, 100))
            for (path, responder) in waiting[answered...] { responder.answer(.text(200, path)) }
            while answered < waiting.count {
                answered += 1
                #expect(try client.answer()?.body == "/\(answered)")
            }
        }
    }

    @Test func `wait while the client does not read its answers`() throws {
        let handled = Atomic<Int>(0)
        let body = String(repeating: "x", count: 64 * 1024)
        let path = TemporaryPath()
        let handler = TestHandler { request, responder in
            if request.head.hasPath("/turn") { return responder.answer(.text(200, "")) }
            handled.add(1, ordering: .relaxed)
            responder.answer(.text(200, body))
        }
        let server = try HTTPServer.running(
            handler, listener: .unix(path: path.path, mode: 0o600))
        let client = TestClient(server)
        client.send((1...300).map { Sample.get("/\($0)") }.joined())
        try server.turn()
        // The kernel holds some 200 KiB, the server 256 KiB and what it had read ahead.
        #expect(handled.load(ordering: .relaxed) < 60)
        for _ in 1...300 { #expect(try client.answer()?.body.utf8.count == body.utf8.count) }
        #expect(handled.load(ordering: .relaxed) == 300)
    }

    /// No deadline helps: what stalls here stalls for good.
    private func server(_ handler: TestHandler) throws -> HTTPServer {
        try HTTPServer.running(handler) {
            $0.headerTimeout = .seconds(300)
            $0.idleTimeout = .seconds(300)
            $0.pipelinedRequestsMax = 4
        }
    }

    @Test func `get the next answer when a long one is taken`() throws {
        let body = String(repeating: "x", count: 4 << 20)
        let server = try server(TestHandler { $1.answer(.text(200, body)) })
        for _ in 0..<10 {
            let client = TestClient(server)
            client.send(Sample.get() + Sample.get() + Sample.get())
            for _ in 0..<3 {
                #expect(try client.answer()?.body.utf8.count == body.utf8.count)
            }
        }
    }

    @Test func `that are refused at once are all refused`() throws {
        var handler = TestHandler.echo
        handler.admission = { _ in .answer(.text(404, "no")) }
        let client = TestClient(try server(handler))
        client.send((0..<100).map { Sample.get("/\($0)") }.joined())
        for _ in 0..<100 { #expect(try client.answer()?.status == 404) }
    }

    @Test func `on many connections get every answer once`() throws {
        let server = try HTTPServer.running(
            TestHandler { request, responder in
                // Some at once, some a little later, so that turns of the loop mix.
                let late = (request.head.path.utf8.last ?? 0) % 3
                responder.answer(.text(200, request.head.path), after: .milliseconds(late))
            })
        let clients = (0..<20).map { _ in TestClient(server) }
        for round in 0..<5 {
            for (index, client) in clients.enumerated() {
                client.send((0..<20).map { Sample.get("/\(index)-\(round)-\($0)") }.joined())
            }
            for (index, client) in clients.enumerated() {
                for number in 0..<20 {
                    #expect(try client.answer()?.body == "/\(index)-\(round)-\(number)")
                }
            }
        }
    }
}
