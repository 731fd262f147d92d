import HTTPWire
import Testing

@Suite struct `The request parser` {
    @Test(arguments: ParserCase.accepted + ParserCase.honest)
    func `accepts`(_ example: ParserCase) { check(example) }

    @Test(arguments: ParserCase.refused + ParserCase.smuggled)
    func `refuses`(_ example: ParserCase) { check(example) }

    @Test(arguments: ParserCase.refused + ParserCase.smuggled)
    func `refuses the second request as it refuses the first`(_ example: ParserCase) {
        let first = "GET /first HTTP/1.1\r\nHost: a\r\n\r\n"
        // An empty line is forgiven once before each request, so it does not add up.
        check(
            ParserCase(
                example.name, bytes: Array(first.utf8) + example.bytes,
                [.head("GET /first 1.1 none keep [Host=a]"), .end] + example.expected
            ).with(limits: example.limits, acceptsHTTP10: example.acceptsHTTP10))
    }

    @Test func `keeps throwing the same error`() {
        var parser = RequestParser()
        let bad = Array("GET / HTTP/1.1\r\n\r\n".utf8)
        let good = Array("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
        for bytes in [bad, good] {
            var unread = 0..<bytes.count
            #expect(throws: ParseError.hostMissing) { _ = try parser.next(bytes, &unread) }
        }
    }

    @Test func `leaves what it was not asked for`() throws {
        var parser = RequestParser()
        let bytes = Array("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2".utf8)
        var unread = 0..<bytes.count
        #expect(parser.isBetweenRequests)
        guard case .head = try parser.next(bytes, &unread) else { return #expect(Bool(false)) }
        #expect(parser.isInBody)
        guard case .end = try parser.next(bytes, &unread) else { return #expect(Bool(false)) }
        #expect(unread.count == 6)
        #expect(parser.isBetweenRequests && !parser.isInBody)
        #expect(try parser.next(bytes, &unread) == nil)
        #expect(!parser.isBetweenRequests)
    }

    @Test func `finds fields whatever their case`() throws {
        let text =
            "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\nx-a: 2\r\nAuthorization: Bearer t\r\n\r\n"
        var parser = RequestParser()
        let bytes = Array(text.utf8)
        var unread = 0..<bytes.count
        guard case .head(let head) = try parser.next(bytes, &unread) else {
            return #expect(Bool(false))
        }
        #expect(head.headers.text("authorization") == "Bearer t")
        #expect(head.headers.all("X-a").map { Array($0) } == [[0x31], [0x32]])
        #expect(head.headers.first("X-B") == nil)
        #expect(head.headers.count == 4)
        #expect(head.hasPath("/") && !head.hasPath("/x") && !head.hasPath(""))
    }

    /// Whole, byte by byte, and cut in two at every place: always the same.
    private func check(_ example: ParserCase) {
        let parser = RequestParser(limits: example.limits, acceptsHTTP10: example.acceptsHTTP10)
        let bytes = example.bytes
        #expect(Seen.feed([bytes], parser) == example.expected, "whole")
        #expect(Seen.feed(bytes.map { [$0] }, parser) == example.expected, "byte by byte")
        for place in bytes.indices {
            let pieces = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(Seen.feed(pieces, parser) == example.expected, "cut at \(place)")
        }
    }
}
