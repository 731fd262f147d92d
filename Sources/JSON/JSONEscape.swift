/// What becomes of characters that may not stand in a string as they are (RFC 8259 §7): quotation
/// mark, backslash and U+0000…U+001F. Everything else goes out as it came.
enum JSONEscape {
    /// Appends a string's content, escaped, without quotation marks.
    static func append(_ content: Span<UInt8>, to output: inout [UInt8]) {
        var position = 0
        while position < content.count {
            let stop = clean(content, position)
            ByteCopy.append(content.extracting(position..<stop), to: &output)
            guard stop < content.count else { return }
            append(content[stop], to: &output)
            position = stop + 1
        }
    }

    /// The first position from `start` on whose byte must be escaped.
    @inline(__always)
    static func clean(_ bytes: Span<UInt8>, _ start: Int) -> Int {
        var position = start
        while bytes.count &- position >= ByteWord.count {
            let marks = ByteWord.mustBeEscaped(ByteWord.load(bytes, position))
            if marks != 0 { return position &+ ByteWord.first(marks) }
            position &+= ByteWord.count
        }
        while position < bytes.count, !mustBeEscaped(bytes[position]) { position &+= 1 }
        return position
    }

    private static func mustBeEscaped(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private static func append(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: output.append(UInt8(ascii: "b"))
        case 0x09: output.append(UInt8(ascii: "t"))
        case 0x0A: output.append(UInt8(ascii: "n"))
        case 0x0C: output.append(UInt8(ascii: "f"))
        case 0x0D: output.append(UInt8(ascii: "r"))
        case 0x00..<0x20:
            output.append(contentsOf: "u00".utf8)
            output.append(digit(byte >> 4))
            output.append(digit(byte & 0xF))
        default: output.append(byte)
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
