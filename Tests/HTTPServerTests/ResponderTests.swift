import Glibc
import HTTPServer
import HTTPWire
import Testing

@Suite struct `A responder` {
    private func client(_ action: @escaping @Sendable (Responder) -> Void) throws -> TestClient {
        let client = TestClient(try HTTPServer.running(TestHandler { action($1) }))
        client.send(Sample.get())
        return client
    }

    @Test func `gives the first answer and no other`() throws {
        let client = try client { responder in
            responder.answer(.text(200, "first"))
            responder.answer(.text(200, "second"))
            responder.reset()
        }
        #expect(try client.answer()?.body == "first")
        client.send(Sample.get())
        #expect(try client.answer()?.body == "first")
    }

    @Test func `answers after a while`() throws {
        let start = ContinuousClock.now
        let client = try client { $0.answer(.text(200, "late"), after: .milliseconds(30)) }
        #expect(try client.answer()?.body == "late")
        #expect(ContinuousClock.now - start >= .milliseconds(30))
    }

    @Test func `counts a delay from the request and not from the answer`() throws {
        let client = try client { responder in
            let begun = ContinuousClock.now
            while ContinuousClock.now - begun < .milliseconds(2) {}
            responder.answer(.text(200, "due already"), after: .milliseconds(1))
            responder.answer(.text(200, "at once"))
        }
        #expect(try client.answer()?.body == "due already")
    }

    @Test func `can close after its answer`() throws {
        let client = try client {
            $0.answer(Response(status: 200, closesConnection: true))
        }
        #expect(try client.answer()?.closes == true)
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `can reset the connection`() throws {
        let client = try client { $0.reset() }
        #expect(try client.rest() == "" && client.ending == .reset)
    }

    @Test func `can close without an answer`() throws {
        let client = try client { $0.close(after: .milliseconds(1)) }
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `can send anything`() throws {
        let closing = try client { $0.raw(Array("HTTP/1.1 200 OK\r\nConte".utf8)) }
        #expect(try closing.rest() == "HTTP/1.1 200 OK\r\nConte" && closing.ending == .closed)

        let resetting = try client { $0.raw(Array("half".utf8), then: .reset) }
        #expect(try resetting.bytes(4) == "half")
        #expect(try resetting.rest() == "" && resetting.ending == .reset)

        let keeping = try client {
            $0.raw(Array("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".utf8), then: .keepOpen)
        }
        #expect(try keeping.answer()?.body == "ok")
        keeping.send(Sample.get())
        #expect(try keeping.answer()?.body == "ok")
    }

    @Test func `can drip, and what comes behind waits`() throws {
        let server = try HTTPServer.running(
            TestHandler { request, responder in
                guard request.head.hasPath("/slow") else {
                    return responder.answer(.text(200, "quick"))
                }
                responder.raw(
                    Array("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nslow".utf8),
                    then: .keepOpen, drip: Drip(bytes: 10, every: .milliseconds(2)))
            })
        let client = TestClient(server)
        let start = ContinuousClock.now
        client.send(Sample.get("/slow") + Sample.get("/quick"))
        #expect(try client.answer()?.body == "slow")
        #expect(ContinuousClock.now - start >= .milliseconds(8))
        #expect(try client.answer()?.body == "quick")
    }

    @Test func `may outlive its server`() throws {
        let kept = Kept()
        do {
            let server = try HTTPServer.running(.keeping(kept))
            TestClient(server).send(Sample.get())
            _ = kept.wait(for: 1)
        }
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "nobody")) }
    }
}
