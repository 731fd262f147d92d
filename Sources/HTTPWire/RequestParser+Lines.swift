extension RequestParser {
    /// Moves bytes into `text` up to the end of a line, which is CR LF. "a recipient MAY recognize
    /// a single LF as a line terminator" (RFC 9112 §2.2): some do, some do not, so this one refuses
    /// it. A bare CR within the line is found by whoever looks at the line.
    ///
    /// - Parameters:
    ///   - bytesMax: how long the line may be without its end.
    ///   - tooLong: what to throw when it is longer, as soon as that is certain.
    /// - Returns: where the line lies in `text`, without its end; nil when the end has not come.
    mutating func readLine(
        _ input: [UInt8], _ unread: inout Range<Int>, bytesMax: Int, tooLong: ParseError
    ) throws(ParseError) -> Range<Int>? {
        // CR and LF come on top. The line never grows beyond this, wherever the input was cut.
        let room = bytesMax + 2 - (text.count - lineStart)
        let window = unread.lowerBound..<(unread.lowerBound + min(room, unread.count))
        guard let lineFeed = Self.lineFeed(in: input, window) else {
            text.append(contentsOf: input[window])
            unread = window.upperBound..<unread.upperBound
            if text.count - lineStart >= bytesMax + 2 { throw tooLong }
            return nil
        }
        text.append(contentsOf: input[window.lowerBound...lineFeed])
        unread = (lineFeed + 1)..<unread.upperBound
        let end = text.count - 2
        guard end >= lineStart, text[end] == Octets.carriageReturn else { throw .lineEndInvalid }
        let line = lineStart..<end
        lineStart = text.count
        return line
    }

    private static func lineFeed(in input: [UInt8], _ window: Range<Int>) -> Int? {
        let bytes = input.span
        var index = window.lowerBound
        while index < window.upperBound {
            if bytes[index] == Octets.lineFeed { return index }
            index &+= 1
        }
        return nil
    }

    /// Forgets the lines of a body; those of a head stay, as the head holds them.
    mutating func dropLines() {
        text.removeAll(keepingCapacity: true)
        lineStart = 0
    }
}
