extension RequestParser {
    /// `chunk-size [ chunk-ext ] CRLF` (RFC 9112 §7.1).
    ///
    /// - Returns: the size, once the line is complete; zero for the last chunk.
    mutating func readChunkLine(
        _ input: [UInt8], _ unread: inout Range<Int>
    ) throws(ParseError) -> Int? {
        guard
            let line = try readLine(
                input, &unread, bytesMax: limits.chunkLineBytesMax, tooLong: .chunkLineTooLong)
        else { return nil }
        let size = try chunkSize(line)
        dropLines()
        state = size == 0 ? .trailers : .chunk(remaining: size)
        return size
    }

    /// Digits of a chunk's size. A size has as many zeros in front as it likes (RFC 9112 §7.1), but
    /// parsers that count digits, or let the number overflow, read another one.
    private static let sizeDigitsMax = 16

    private mutating func chunkSize(_ line: Range<Int>) throws(ParseError) -> Int {
        var size = 0
        var index = line.lowerBound
        while index < line.upperBound, let digit = Octets.hexadecimal(text[index]) {
            // "A recipient MUST anticipate potentially large hexadecimal numerals and prevent
            // parsing errors due to integer conversion overflows" (RFC 9112 §7.1).
            if size >> 52 != 0 { throw .chunkTooLarge }
            size = size << 4 | digit
            index += 1
        }
        guard index > line.lowerBound, index - line.lowerBound <= Self.sizeDigitsMax
        else { throw .chunkSizeInvalid }
        if index < line.upperBound { try checkExtensions(index..<line.upperBound) }
        if chunkCount == limits.chunkCountMax { throw .chunkCountTooHigh }
        chunkCount += 1
        return size
    }

    private mutating func checkExtensions(_ range: Range<Int>) throws(ParseError) {
        // Anything but an extension behind the size: `1 `, `1x`, `0x1`.
        guard text[range.lowerBound] == Octets.semicolon else { throw .chunkSizeInvalid }
        guard ChunkExtension.areValid(text, range) else { throw .chunkExtensionInvalid }
        extensionBytes += range.count
        // "a server ought to limit the total length of chunk extensions" (RFC 9112 §7.1.1).
        if extensionBytes > limits.chunkExtensionBytesMax { throw .chunkLineTooLong }
    }

    /// The CR LF after the data of a chunk (RFC 9112 §7.1). To a parser that steps over them they
    /// are two bytes, whatever they are, so they must be these.
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
            let field = try FieldLine.parse(text, line)
            if TrailerField.isForbidden(text, field.name) { throw .trailerForbidden }
            trailerCount += 1
            trailerBytes += line.count + 2
            dropLines()
        }
    }
}
