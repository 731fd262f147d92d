import HTTPServer
import HTTPWire
import Testing

/// Bodies of at most ten bytes, of which the client says the length piece by piece.
@Suite struct `A chunked body` {
    private static let head = "POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    private static let full = head + "4;x=y\r\n1234\r\n6\r\n567890\r\n"

    /// The deadlines are so far away that no answer here can come of one.
    private func server(
        _ adjust: (inout ServerLimits) -> Void = { _ in }
    ) throws -> HTTPServer {
        var handler = TestHandler.echo
        handler.admission = { _ in .body(max: 10) }
        return try HTTPServer.running(handler) {
            $0.bodyGrace = .seconds(3600)
            $0.headerTimeout = .seconds(3600)
            adjust(&$0)
        }
    }

    private func expectRefusal(
        _ client: TestClient, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try #require(try client.answer(), comment, sourceLocation: sourceLocation)
        #expect(answer.status == 413 && answer.closes, comment, sourceLocation: sourceLocation)
        #expect(try client.rest() == "", comment, sourceLocation: sourceLocation)
        #expect(client.ending == .closed, comment, sourceLocation: sourceLocation)
    }

    /// Alone, with extensions, with zeros in front, and together with those before it.
    @Test(arguments: [
        head + "b\r\n", head + "B;x=y\r\n", head + "0000000B\r\n", head + "fffffffffff\r\n",
        head + "a\r\n1234567890\r\n1\r\n", head + "4\r\n1234\r\n7\r\n", full + "1\r\n",
        head + String(repeating: "1\r\nx\r\n", count: 10) + "1\r\n",
    ])
    func `is refused before a byte too many is sent`(_ request: String) throws {
        let server = try server()
        let client = TestClient(server)
        client.send(request)
        try expectRefusal(client, "\(request)")
        #expect(server.counters.bodyBytesInFlight == 0)
        #expect(server.counters.deadlinesMissed == 0)
    }

    @Test func `is refused alike wherever its bytes are cut`() throws {
        let server = try server()
        let bytes = Array((Self.full + "1\r\n").utf8)
        for place in 1..<bytes.count {
            let client = TestClient(server)
            client.send(Array(bytes[..<place]))
            try server.readAll()
            client.send(Array(bytes[place...]))
            try expectRefusal(client, "cut at \(place)")
        }
        let client = TestClient(server)
        for byte in bytes {
            client.send([byte])
            try server.readAll()
        }
        try expectRefusal(client, "byte by byte")
    }

    @Test func `may be as long as it may be`() throws {
        let client = TestClient(try server())
        for _ in 0..<2 {
            client.send(Self.full + "0\r\n\r\n")
            #expect(try client.answer()?.body == "POST /p 1234567890")
        }
    }

    @Test func `beyond the budget for all bodies is refused as soon as it is announced`() throws {
        let server = try server { $0.bodyBytesInFlightMax = 8 }
        let client = TestClient(server)
        client.send(Self.head + "4\r\n1234\r\n5\r\n")
        let answer = try #require(try client.answer())
        #expect(answer.status == 503 && answer.closes)
        #expect(try client.rest() == "")
        #expect(server.counters.bodyBytesInFlight == 0)
    }
}

extension HTTPServer {
    /// Returns when the loop has read whatever was sent before.
    fileprivate func readAll() throws {
        let client = TestClient(self)
        client.send(Sample.get())
        _ = try client.answer()
    }
}
