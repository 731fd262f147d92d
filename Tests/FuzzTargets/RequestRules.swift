import HTTPWire

/// However a stream of requests is cut, the parser says the same of it.
enum RequestRules {
    static func check(_ bytes: [UInt8]) {
        // The first byte says where the stream is cut, so that the fuzzer can learn it.
        guard let cut = bytes.first else { return }
        let stream = Array(bytes.dropFirst())
        let limits = WireLimits(headerBytesMax: 512, headerCountMax: 8, chunkLineBytesMax: 32)
        let acceptsHTTP10 = cut & 1 == 0
        let parser = RequestParser(limits: limits, acceptsHTTP10: acceptsHTTP10)
        let whole = trace([stream], parser)
        let place = min(stream.count, Int(cut) / 2)
        let halves = trace([Array(stream[..<place]), Array(stream[place...])], parser)
        precondition(halves == whole, "cutting the stream changed what was read")
        if stream.count <= 256 {
            let single = trace(stream.map { [$0] }, parser)
            precondition(single == whole, "byte by byte, something else was read")
        }
    }

    /// What the parser said, with the bytes of neighbouring body parts joined.
    private static func trace(_ pieces: [[UInt8]], _ parser: RequestParser) -> [Seen] {
        var parser = parser
        var seen: [Seen] = []
        do throws(ParseError) {
            for piece in pieces {
                var unread = 0..<piece.count
                while let event = try parser.next(piece, &unread) { note(event, piece, &seen) }
                precondition(unread.isEmpty, "the parser asks for more and leaves bytes behind")
            }
            try parser.finish()
        } catch {
            seen.append(.error(error))
        }
        return seen
    }

    private static func note(_ event: ParserEvent, _ piece: [UInt8], _ seen: inout [Seen]) {
        switch event {
        case .head(let head):
            seen.append(
                .head(
                    path: head.path, query: head.query, framing: "\(head.framing)",
                    keepAlive: head.keepAlive))
        case .chunk(let size):
            // However a stream is cut, the same chunks are announced at the same places.
            seen.append(.chunk(size))
        case .body(let range):
            if case .body(let bytes)? = seen.last {
                seen[seen.count - 1] = .body(bytes + piece[range])
            } else {
                seen.append(.body(Array(piece[range])))
            }
        case .end:
            seen.append(.end)
        }
    }

    private enum Seen: Equatable {
        case head(path: String, query: String?, framing: String, keepAlive: Bool)
        case chunk(Int)
        case body([UInt8])
        case end
        case error(ParseError)
    }
}
