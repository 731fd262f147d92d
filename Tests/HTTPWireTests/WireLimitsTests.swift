import HTTPWire
import Testing

/// Each limit is met exactly, then exceeded by one.
@Suite struct `The limits of the wire` {
    private static let head = Seen.head("GET /12345 1.1 none keep [Host=a]")
    private static let chunkedHead = Seen.head(
        "POST / 1.1 chunked keep [Host=a, Transfer-Encoding=chunked]")
    private static let request = "GET /12345 HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func `hold for the request line`() {
        let length = "GET /12345 HTTP/1.1".utf8.count
        check(Self.request, [Self.head, .end], .init(requestLineBytesMax: length))
        check(
            Self.request, [.error(.requestLineTooLong)], .init(requestLineBytesMax: length - 1))
    }

    @Test func `hold for the bytes of the fields`() {
        // The line that ends the head is two bytes more, which the limit does not count.
        let length = "Host: a\r\n".utf8.count
        check(Self.request, [Self.head, .end], .init(headerBytesMax: length))
        check(Self.request, [.error(.headerTooLarge)], .init(headerBytesMax: length - 3))
    }

    @Test func `hold for the number of fields`() {
        let text = "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\n\r\n"
        check(
            text, [.head("GET / 1.1 none keep [Host=a, A=1]"), .end], .init(headerCountMax: 2))
        check(text, [.error(.headerCountTooHigh)], .init(headerCountMax: 1))
    }

    @Test func `hold for the line of a chunk`() {
        let text = chunked("1;abc\r\nx\r\n0\r\n\r\n")
        let good: [Seen] = [Self.chunkedHead, .body("x"), .end]
        check(text, good, .init(chunkLineBytesMax: 5))
        check(
            text, [Self.chunkedHead, .error(.chunkLineTooLong)], .init(chunkLineBytesMax: 4))
    }

    @Test func `hold for the number of chunks`() {
        let text = chunked("1\r\nx\r\n1\r\ny\r\n0\r\n\r\n")
        let good: [Seen] = [Self.chunkedHead, .body("xy"), .end]
        check(text, good, .init(chunkCountMax: 3))
        check(
            text, [Self.chunkedHead, .body("xy"), .error(.chunkCountTooHigh)],
            .init(chunkCountMax: 2))
    }

    @Test func `hold for the extensions of all chunks together`() {
        let text = chunked("1;a\r\nx\r\n1;b\r\ny\r\n0\r\n\r\n")
        let good: [Seen] = [Self.chunkedHead, .body("xy"), .end]
        check(text, good, .init(chunkExtensionBytesMax: 4))
        check(
            text, [Self.chunkedHead, .body("x"), .error(.chunkLineTooLong)],
            .init(chunkExtensionBytesMax: 3))
    }

    @Test func `hold for trailers`() {
        let text = chunked("0\r\nA: 1\r\nB: 2\r\n\r\n")
        let good: [Seen] = [Self.chunkedHead, .end]
        let bad: [Seen] = [Self.chunkedHead, .error(.trailerTooLarge)]
        check(text, good, .init(trailerBytesMax: 12, trailerCountMax: 2))
        check(text, bad, .init(trailerBytesMax: 12, trailerCountMax: 1))
        check(text, bad, .init(trailerBytesMax: 9, trailerCountMax: 2))
    }

    @Test func `count anew for every request`() {
        let limits = WireLimits(
            requestLineBytesMax: 19, headerBytesMax: 9, headerCountMax: 1)
        check(
            Self.request + Self.request, [Self.head, .end, Self.head, .end], limits)
    }

    private func chunked(_ chunks: String) -> String {
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks
    }

    private func check(_ text: String, _ expected: [Seen], _ limits: WireLimits) {
        let bytes = Array(text.utf8)
        let parser = RequestParser(limits: limits)
        #expect(Seen.feed([bytes], parser) == expected, "whole")
        for place in bytes.indices {
            let pieces = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(Seen.feed(pieces, parser) == expected, "cut at \(place)")
        }
        #expect(Seen.feed(bytes.map { [$0] }, parser) == expected, "byte by byte")
    }
}
