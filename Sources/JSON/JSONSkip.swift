/// Steps over parts of a text that was validated. Nothing is checked twice; still, every step ends
/// at `bytes.count` at the latest, so damaged bytes can neither trap nor loop.
enum JSONSkip {
    /// RFC 8259 §2: space, horizontal tab, line feed, carriage return.
    @inline(__always)
    static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// The first position from `start` on that is not white space.
    @inline(__always)
    static func whitespace(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < bytes.count, isWhitespace(bytes[position]) { position &+= 1 }
        return position
    }

    /// The position of the next quotation mark or backslash.
    @inline(__always)
    static func quoteOrBackslash(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        // Taken off its front, a word costs no check of where it lies.
        var rest = bytes.extracting(droppingFirst: start)
        while rest.count >= ByteWord.count {
            let marks = ByteWord.quoteOrBackslash(ByteWord.load(rest, 0))
            if marks != 0 { return bytes.count &- rest.count &+ ByteWord.first(marks) }
            rest = rest.extracting(droppingFirst: ByteWord.count)
        }
        var position = bytes.count &- rest.count
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            position &+= 1
        }
        return position
    }

    /// The position after the string whose opening quotation mark is at `start`.
    @inline(__always)
    static func string(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var position = quoteOrBackslash(bytes, start &+ 1)
        while position < bytes.count, bytes[position] == UInt8(ascii: "\\") {
            position = quoteOrBackslash(bytes, min(position &+ 2, bytes.count))
        }
        return min(position &+ 1, bytes.count)
    }

    /// The position after the value that begins at `start`; `start` itself where none begins.
    @inline(__always)
    static func value(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        guard start < bytes.count else { return start }
        switch bytes[start] {
        case UInt8(ascii: "\""): return string(bytes, start)
        case UInt8(ascii: "["), UInt8(ascii: "{"): return JSONBrackets.end(bytes, start)
        default: return scalar(bytes, start)
        }
    }

    /// The position after a number or a literal: where something else begins.
    @inline(__always)
    private static func scalar(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var position = start
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"),
                0x20, 0x0A, 0x0D, 0x09:
                return position
            default: position &+= 1
            }
        }
        return position
    }
}
