import HTTPWire
import Testing

@Suite struct `The size of a chunk` {
    /// What was announced, and where: bytes of the body, and of all that was used, before it.
    private struct Announced: Equatable {
        let size: Int
        let bodyBytes: Int
        let usedBytes: Int
    }

    private static let head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    private static func announced(_ pieces: [[UInt8]]) throws(ParseError) -> [Announced] {
        var parser = RequestParser()
        var all: [Announced] = []
        var bodyBytes = 0
        var usedBytes = 0
        for piece in pieces {
            var unread = 0..<piece.count
            while let event = try parser.next(piece, &unread) {
                switch event {
                case .chunk(let size):
                    all.append(
                        Announced(
                            size: size, bodyBytes: bodyBytes,
                            usedBytes: usedBytes + unread.lowerBound))
                case .body(let part): bodyBytes += part.count
                case .head, .end: break
                }
            }
            usedBytes += piece.count
        }
        return all
    }

    @Test func `is told with the end of its line, before its bytes, and not of the last`() throws {
        let lines = ["5;x=y\r\n", "\r\n00F\r\n", "\r\n100000\r\n"]
        let bytes = Array(
            (Self.head + lines[0] + "12345" + lines[1] + "123456789012345" + lines[2]).utf8)
        let first = (Self.head + lines[0]).utf8.count
        let second = first + 5 + lines[1].utf8.count
        let expected = [
            Announced(size: 5, bodyBytes: 0, usedBytes: first),
            Announced(size: 15, bodyBytes: 5, usedBytes: second),
            Announced(size: 1 << 20, bodyBytes: 20, usedBytes: bytes.count),
        ]
        #expect(try Self.announced([bytes]) == expected, "whole")
        #expect(try Self.announced(bytes.map { [$0] }) == expected, "byte by byte")
        for place in bytes.indices {
            let pieces = [Array(bytes[..<place]), Array(bytes[place...])]
            #expect(try Self.announced(pieces) == expected, "cut at \(place)")
        }
        let empty = Array((Self.head + "0\r\n\r\n").utf8)
        #expect(try Self.announced([empty]).isEmpty)
    }
}
