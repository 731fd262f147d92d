extension RequestParser {
    /// - Returns: whether the line is complete.
    mutating func readRequestLine(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> Bool {
        guard let first = unread.first else { return false }
        if text.isEmpty {
            // "a server […] SHOULD ignore at least one empty line (CRLF) received prior to the
            // request-line" (RFC 9112 §2.2): one it is, before each request.
            // Said at the first byte: a TLS greeting has no end of line to wait for.
            let begins = Octets.isToken(input[first])
            guard begins || (!skippedEmptyLine && input[first] == Octets.carriageReturn)
            else { throw .notHTTP }
            text.reserveCapacity(min(max(unread.count, 64), 512))
        }
        guard
            let line = try readLine(
                input, &unread, bytesMax: limits.requestLineBytesMax, tooLong: .requestLineTooLong)
        else { return false }
        if line.isEmpty {
            skippedEmptyLine = true
            dropLines()
            return try readRequestLine(input, &unread)
        }
        draft = try HeadDraft(requestLine: text, line, acceptsHTTP10: acceptsHTTP10)
        draft.fields.reserveCapacity(min(16, limits.headerCountMax))
        state = .fields
        return true
    }

    /// - Returns: the head, once the empty line after the fields has come.
    mutating func readFields(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> RequestHead? {
        while true {
            let used = lineStart - draft.fieldsStart
            guard
                let line = try readLine(
                    input, &unread, bytesMax: max(0, limits.headerBytesMax - used),
                    tooLong: .headerTooLarge)
            else { return nil }
            if line.isEmpty { return try completeHead() }
            if draft.fields.count == limits.headerCountMax { throw .headerCountTooHigh }
            let field = try FieldLine.parse(text, line)
            try draft.note(field, in: text, line)
        }
    }

    private mutating func completeHead() throws(ParseError) -> RequestHead {
        let framing = try draft.framing()
        try draft.check(text)
        let headers = HeaderFields(
            bytes: exchange(&text, with: []), fields: exchange(&draft.fields, with: []))
        lineStart = 0
        switch framing {
        case .none: state = .fixed(remaining: 0)
        case .length(let count): state = .fixed(remaining: count)
        case .chunked:
            state = .chunkLine
            chunkCount = 0
            extensionBytes = 0
            trailerBytes = 0
            trailerCount = 0
        }
        return RequestHead(
            method: draft.method, version: draft.version, headers: headers, framing: framing,
            keepAlive: draft.version == .http11 && !draft.closes,
            // "A server that receives a 100-continue expectation in an HTTP/1.0 request MUST
            // ignore that expectation" (RFC 9110 §10.1.1).
            expectsContinue: draft.expectsContinue && draft.version == .http11 && framing.hasBody,
            target: draft.target)
    }
}
