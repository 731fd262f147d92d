import HTTPServer
import HTTPWire
import Synchronization
import Testing

/// A request that a server in front could have framed in another way, and the request that was
/// hidden in it.
struct Attack: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    /// Of the one answer there is.
    let status: Int

    init(_ name: String, _ status: Int, _ text: String) {
        testDescription = name
        self.status = status
        self.text = text
    }

    static let all = [
        fields("a length beside chunks", 400, length("6") + chunked, "0\r\n\r\nX"),
        fields("two lengths", 400, length("0") + length("5"), "hello"),
        fields("two equal lengths", 400, length("5") + length("5"), "hello"),
        fields("a length with a sign", 400, length("+5"), "hello"),
        fields("a length with zeros in front", 400, length("05"), "hello"),
        fields("a length beyond 2^64", 413, length("18446744073709551616"), ""),
        fields(
            "chunked behind a vertical tab", 400, "Transfer-Encoding: \u{B}chunked\r\n", "0\r\n\r\n"
        ),
        fields("chunked behind a tab", 400, "Transfer-Encoding:\tchunked\r\n", "0\r\n\r\n"),
        fields(
            "chunked, then identity", 400, "Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
        fields(
            "identity, then chunked", 501, "Transfer-Encoding: identity, chunked\r\n", "0\r\n\r\n"),
        fields("xchunked", 400, "Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"),
        fields("chunked twice", 400, chunked + chunked, "0\r\n\r\n"),
        fields("a space before the colon", 400, "Transfer-Encoding : chunked\r\n", "0\r\n\r\n"),
        fields("a folded coding", 400, "X: y\r\n Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        fields("a coding with an underscore", 400, "Transfer_Encoding: chunked\r\n", "0\r\n\r\n"),
        fields(
            "a coding behind a bare LF", 400, "X: y\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        fields(
            "a connection that removes the length", 400,
            length("5") + "Connection: Content-Length\r\n", "hello"),
        fields("two Hosts", 400, "Host: b\r\n", ""),
        fields("an unknown expectation", 417, length("5") + "Expect: wonders\r\n", "hello"),
        body("a chunk's size with 0x", "0x5\r\nhello\r\n0\r\n\r\n"),
        body("a chunk's size of 17 digits", "00000000000000005\r\nhello\r\n0\r\n\r\n"),
        body("a chunk's size behind a space", " 5\r\nhello\r\n0\r\n\r\n"),
        body("a chunk that ends in a bare LF", "5\r\nhello\n0\r\n\r\n"),
        body("a bare CR in an extension", "5;a\rb\r\nhello\r\n0\r\n\r\n"),
        body("a bare LF in an extension", "5;a\nb\r\nhello\r\n0\r\n\r\n"),
        body("a length in a trailer", "0\r\nContent-Length: 40\r\n\r\n"),
        Attack("HTTP/0.9", 400, "GET /\r\n"),
        Attack("HTTP/1.0", 505, "POST / HTTP/1.0\r\nHost: a\r\nContent-Length: 0\r\n\r\n"),
        Attack("HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        Attack("CONNECT", 501, "CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n"),
        Attack("a target of another host", 400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
        Attack("a second empty line", 400, "\r\n\r\n"),
    ]

    private static let chunked = "Transfer-Encoding: chunked\r\n"

    private static func length(_ value: String) -> String { "Content-Length: \(value)\r\n" }

    private static func fields(
        _ name: String, _ status: Int, _ fields: String, _ body: String
    ) -> Attack {
        Attack(name, status, "POST /attack HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)")
    }

    private static func body(_ name: String, _ chunks: String) -> Attack {
        fields(name, 400, chunked, chunks)
    }
}

@Suite struct `A hidden request` {
    /// Plain and encrypted: what is read ahead must be dropped in both.
    @Test(arguments: Attack.all, [false, true])
    func `is never seen`(_ attack: Attack, _ isEncrypted: Bool) throws {
        let paths = Mutex<[String]>([])
        let handler = TestHandler { request, responder in
            paths.withLock { $0.append(request.head.path) }
            responder.answer(.text(200, request.head.path))
        }
        let server = isEncrypted ? try Secure.server(handler) : try HTTPServer.running(handler)
        let client = isEncrypted ? Secure.client(server) : TestClient(server)
        // A good request before it: the connection is in use, as a proxy's is.
        client.send(Sample.get("/before") + attack.text + Sample.get("/hidden"))
        #expect(try client.answer()?.body == "/before")
        let answer = try #require(try client.answer())
        #expect(answer.status == attack.status)
        #expect(answer.closes)
        #expect(try client.rest() == "" && client.ending != .reset)
        #expect(paths.withLock { $0 } == ["/before"])
        #expect(server.counters.requestsUnreadable == 1)
    }

    @Test func `behind one that closes is not seen either`() throws {
        for connection in [
            "close", "Close", "keep-alive, close", "close\r\nConnection: keep-alive",
        ] {
            let client = TestClient(try HTTPServer.running())
            client.send(
                Sample.get("/last", "Connection: \(connection)\r\n") + Sample.get("/hidden"))
            let answer = try #require(try client.answer())
            #expect(answer.body == "GET /last " && answer.closes)
            #expect(try client.rest() == "")
        }
    }
}
