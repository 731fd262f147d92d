/// Finds requests among the bytes of a connection (RFC 9112), in whatever pieces they come. Knows
/// no socket and no clock, and holds at most one head that is not complete.
package struct RequestParser: Sendable {
    enum State: Hashable, Sendable {
        case requestLine
        case fields
        case fixed(remaining: Int)
        case chunkLine
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case failed(ParseError)
    }

    let limits: WireLimits
    let acceptsHTTP10: Bool
    var state = State.requestLine
    /// The head as far as it came; while a body is read, the line as far as it came.
    var text: [UInt8] = []
    /// Where the line that is being read begins in `text`.
    var lineStart = 0
    /// What is known of the head that is being read.
    var draft = HeadDraft()
    /// One empty line before a request line is forgiven (RFC 9112 §2.2).
    var skippedEmptyLine = false
    var chunkCount = 0
    var extensionBytes = 0
    var trailerBytes = 0
    var trailerCount = 0

    /// - Parameter acceptsHTTP10: for the port of health and metrics: probes of load balancers
    ///   still speak HTTP/1.0. Elsewhere it is answered with 505.
    package init(limits: WireLimits = WireLimits(), acceptsHTTP10: Bool = false) {
        self.limits = limits
        self.acceptsHTTP10 = acceptsHTTP10
    }

    /// Whether no byte of a request is held: the connection may close here without harm.
    package var isBetweenRequests: Bool {
        state == .requestLine && text.isEmpty
    }

    /// Whether a head is complete and its body is not.
    package var isInBody: Bool {
        switch state {
        case .requestLine, .fields, .failed: false
        case .fixed, .chunkLine, .chunk, .chunkEnd, .trailers: true
        }
    }

    /// Reads on, and steps over the bytes it has used.
    ///
    /// - Parameters:
    ///   - input: what was received.
    ///   - unread: the part of it that no earlier call has used.
    /// - Returns: nil when all of it is used and more is needed.
    /// - Throws: the same error for the same bytes, however they were cut, and again at every
    ///   further call.
    package mutating func next(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> ParserEvent? {
        do {
            return try advance(input, &unread)
        } catch {
            state = .failed(error)
            text = []
            throw error
        }
    }

    /// The client will send no more.
    ///
    /// - Throws: `.truncated` in the middle of a request.
    package func finish() throws(ParseError) {
        if case .failed = state { return }
        if !isBetweenRequests { throw .truncated }
    }

    private mutating func advance(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> ParserEvent? {
        while true {
            switch state {
            case .requestLine:
                guard try readRequestLine(input, &unread) else { return nil }
            case .fields:
                guard let head = try readFields(input, &unread) else { return nil }
                return .head(head)
            case .fixed(0), .chunk(0):
                if let event = endOfRun() { return event }
            case .fixed(let remaining), .chunk(let remaining):
                if unread.isEmpty { return nil }
                return .body(take(remaining, from: &unread))
            case .chunkLine:
                guard let size = try readChunkLine(input, &unread) else { return nil }
                if size > 0 { return .chunk(size) }
            case .chunkEnd:
                guard try readChunkEnd(input, &unread) else { return nil }
            case .trailers:
                guard try readTrailers(input, &unread) else { return nil }
                return ended()
            case .failed(let error):
                throw error
            }
        }
    }

    /// The counted bytes are all here: the end of the body, or of one chunk.
    private mutating func endOfRun() -> ParserEvent? {
        if case .chunk = state {
            state = .chunkEnd
            return nil
        }
        return ended()
    }

    private mutating func take(_ remaining: Int, from unread: inout Range<Int>) -> Range<Int> {
        let count = min(remaining, unread.count)
        let part = unread.lowerBound..<(unread.lowerBound + count)
        unread = part.upperBound..<unread.upperBound
        if case .chunk = state {
            state = .chunk(remaining: remaining - count)
        } else {
            state = .fixed(remaining: remaining - count)
        }
        return part
    }

    private mutating func ended() -> ParserEvent {
        state = .requestLine
        text.removeAll(keepingCapacity: true)
        lineStart = 0
        skippedEmptyLine = false
        return .end
    }
}
