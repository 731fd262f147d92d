extension RequestParser {
    /// `chunk-size [ chunk-ext ] CRLF` (RFC 9112 §7.1).
    ///
    /// - Returns: whether the line is complete.
    mutating func readChunkLine(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> Bool {
        guard
            let line = try readLine(
                input, &unread, bytesMax: limits.chunkLineBytesMax, tooLong: .chunkLineTooLong)
        else { return false }
        let size = try chunkSize(line)
        dropLines()
        state = size == 0 ? .trailers : .chunk(remaining: size)
        return true
    }

    private mutating func chunkSize(_ line: Range<Int>) throws(ParseError) -> Int {
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = Octets.hexadecimal(text[index]) {
            // Room for every size that fits into 2^56 bytes, whatever zeros come before it.
            if size >> 52 != 0 { throw .chunkTooLarge }
            size = size << 4 | digit
            index += 1
        }
        guard index > line.lowerBound else { throw .chunkSizeInvalid }
        let extensions = Octets.trimmed(text, index..<line.upperBound)
        guard !extensions.isEmpty || index == line.upperBound else { throw .chunkSizeInvalid }
        guard let first = extensions.first else { return size }
        // "A recipient MUST ignore unrecognized chunk extensions" (RFC 9112 §7.1.1).
        guard text[first] == Octets.semicolon,
            text[extensions].allSatisfy(Octets.isFieldValue)
        else { throw .chunkSizeInvalid }
        extensionBytes += extensions.count
        if extensionBytes > limits.chunkExtensionBytesMax { throw .chunkLineTooLong }
        return size
    }

    /// The CR LF after the data of a chunk.
    mutating func readChunkEnd(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> Bool {
        while let first = unread.first {
            let expected = text.isEmpty ? Octets.carriageReturn : Octets.lineFeed
            guard input[first] == expected else { throw .chunkEndInvalid }
            unread = (first + 1)..<unread.upperBound
            if !text.isEmpty {
                dropLines()
                state = .chunkLine
                return true
            }
            text.append(input[first])
        }
        return false
    }

    /// The fields after the last chunk: checked like any other, then dropped, since nothing here
    /// asks for one and merging them into the head is how they do harm (RFC 9110 §6.5.1).
    mutating func readTrailers(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> Bool {
        while true {
            guard
                let line = try readLine(
                    input, &unread, bytesMax: max(0, limits.trailerBytesMax - trailerBytes),
                    tooLong: .trailerTooLarge)
            else { return false }
            if line.isEmpty { return true }
            if trailerCount == limits.trailerCountMax { throw .trailerTooLarge }
            _ = try FieldLine.parse(text, line)
            trailerCount += 1
            trailerBytes += line.count + 2
            dropLines()
        }
    }
}
