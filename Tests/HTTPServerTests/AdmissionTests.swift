import HTTPServer
import HTTPWire
import TestSupport
import Testing

@Suite struct `An admission` {
    private static let expectation = "Expect: 100-continue\r\n"

    private func guarded() -> TestHandler {
        var handler = TestHandler.echo
        handler.admission = { head in
            head.headers.text("Authorization") == "yes" ? .body(max: 10) : .answer(.text(401, "no"))
        }
        return handler
    }

    @Test func `refused without a body leaves the connection open`() throws {
        let client = TestClient(try HTTPServer.running(guarded()))
        client.send(Sample.get() + Sample.get("/", "Authorization: yes\r\n"))
        let refusal = try #require(try client.answer())
        #expect(refusal.status == 401 && !refusal.closes)
        #expect(try client.answer()?.status == 200)
    }

    @Test func `refused lets a client that is still sending read the answer`() throws {
        let client = TestClient(try HTTPServer.running(guarded()))
        // Far more than the kernel buffers: the answer comes while most of it is still to be sent,
        // and a reset on the unread rest would destroy it.
        let body = [UInt8](repeating: 0x78, count: 16 * 1024 * 1024)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.count)\r\n\r\n")
        let isSent = client.send(body)
        #expect(isSent)
        let answer = try #require(try client.answer())
        #expect(answer.status == 401 && answer.closes && answer.body == "no")
        client.finishSending()
        #expect(try client.rest() == "" && client.ending == .closed)
    }

    @Test func `asks for the body of a client that waits for it`() throws {
        let client = TestClient(try HTTPServer.running(guarded()))
        let request = Sample.post("hello", "Authorization: yes\r\n" + Self.expectation)
        client.send(String(request.dropLast(5)))
        #expect(try client.answer()?.status == 100)
        client.send("hello")
        #expect(try client.answer()?.body == "POST /p hello")
    }

    @Test func `does not ask for a body that is already here`() throws {
        let client = TestClient(try HTTPServer.running(guarded()))
        client.send(Sample.post("hello", "Authorization: yes\r\n" + Self.expectation))
        #expect(try client.answer()?.status == 200)
    }

    @Test func `asks for a body only after the answers before it`() throws {
        let kept = Kept()
        let client = TestClient(try HTTPServer.running(.keeping(kept)))
        client.send(Sample.get("/1") + String(Sample.post("x", Self.expectation).dropLast()))
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "first")) }
        #expect(try client.answer()?.body == "first")
        #expect(try client.answer()?.status == 100)
    }

    @Test func `refused does not ask for the body`() throws {
        let client = TestClient(try HTTPServer.running(guarded()))
        client.send(String(Sample.post("hello", Self.expectation).dropLast(5)))
        #expect(try client.answer()?.status == 401)
        #expect(try client.rest() == "")
    }

    @Test func `holds a body to its length, announced or not`() throws {
        let server = try HTTPServer.running(guarded())
        let announced = TestClient(server)
        announced.send(
            Sample.post("12345678901", "Authorization: yes\r\n" + Self.expectation))
        #expect(try announced.answer()?.status == 413)
        #expect(try announced.rest() == "")

        let chunked = TestClient(server)
        chunked.send("POST / HTTP/1.1\r\nHost: a\r\nAuthorization: yes\r\n")
        chunked.send("Transfer-Encoding: chunked\r\n\r\n")
        chunked.send("5\r\n12345\r\n6\r\n678901\r\n0\r\n\r\n")
        #expect(try chunked.answer()?.status == 413)
        #expect(try chunked.rest() == "")
        #expect(server.counters.bodyBytesInFlight == 0)
    }

    @Test func `without a limit does not believe in the longest body there is`() throws {
        var handler = TestHandler.echo
        handler.admission = { _ in .body(max: .max) }
        let server = try HTTPServer.running(handler)
        let other = TestClient(server)
        other.send(String(Sample.post("some").dropLast()))
        #expect(Patience.wait { server.counters.bodyBytesInFlight == 3 })
        let client = TestClient(server)
        client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: \(Int.max)\r\n\r\n")
        #expect(try client.answer()?.status == 503)
        other.send("e")
        #expect(try other.answer()?.body == "POST /p some")
    }

    @Test func `keeps nobody out for bytes that were announced and did not come`() throws {
        let server = try HTTPServer.running { $0.bodyBytesInFlightMax = 100 }
        let liars = (0..<5).map { _ in TestClient(server) }
        // Optimised code would let them go, and so their connections, after their last word.
        defer { withExtendedLifetime(liars) {} }
        for liar in liars {
            liar.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 90\r\n\r\nx")
        }
        #expect(Patience.wait { server.counters.bodyBytesInFlight == 5 })
        let honest = TestClient(server)
        honest.send(Sample.post(String(repeating: "y", count: 80)))
        #expect(try honest.answer()?.status == 200)
        #expect(server.counters.requestsOverloaded == 0)
    }

    @Test func `gives its note back with the request`() throws {
        var handler = TestHandler { request, responder in
            responder.answer(.text(200, request.note as? String ?? "nothing"))
        }
        handler.admission = { .body(max: 10, note: $0.method == .get ? nil : $0.path) }
        let client = TestClient(try HTTPServer.running(handler))
        client.send(Sample.post("x") + Sample.get())
        #expect(try client.answer()?.body == "/p")
        #expect(try client.answer()?.body == "nothing")
    }

    @Test func `stops where the bodies in flight fill the budget`() throws {
        let kept = Kept()
        let server = try HTTPServer.running(.keeping(kept)) { $0.bodyBytesInFlightMax = 8 }
        let first = TestClient(server)
        first.send(Sample.post("12345"))
        _ = kept.wait(for: 1)
        let second = TestClient(server)
        second.send(Sample.post("6789"))
        let refusal = try #require(try second.answer())
        #expect(refusal.status == 503 && refusal.fields["retry-after"] == "1" && refusal.closes)
        for (_, responder) in kept.wait(for: 1) { responder.answer(.text(200, "")) }
        #expect(try first.answer()?.status == 200)
        #expect(server.counters.bodyBytesInFlight == 0)
        first.send(Sample.post("12345678"))
        #expect(kept.wait(for: 2).count == 2)
        #expect(server.counters.requestsOverloaded == 1)
    }
}
