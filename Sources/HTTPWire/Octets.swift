/// The characters of the grammar, by the rules of RFC 9110 §5.6 and RFC 3986.
enum Octets {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0A
    static let carriageReturn: UInt8 = 0x0D
    static let space: UInt8 = 0x20
    static let comma: UInt8 = 0x2C
    static let slash: UInt8 = 0x2F
    static let colon: UInt8 = 0x3A
    static let semicolon: UInt8 = 0x3B

    /// `tchar` of RFC 9110 §5.6.2. One bit for each of the 128 ASCII characters: a test compares
    /// the two words with the characters the RFC lists.
    @inline(__always)
    static func isToken(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0x03FF_6CFA_0000_0000, high: 0x57FF_FFFF_C7FF_FFFE)
    }

    /// `unreserved`, `sub-delims` and the percent sign: the characters of a registered name
    /// (RFC 3986 §3.2.2), but for the comma: in a Host it is the mark of two hosts in one.
    @inline(__always)
    static func isHostName(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0x2BFF_6FF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFE)
    }

    /// What a path and a query may hold: `pchar`, slash and question mark (RFC 3986 §3.3, §3.4).
    @inline(__always)
    static func isTarget(_ byte: UInt8) -> Bool {
        isSet(byte, low: 0xAFFF_FFF2_0000_0000, high: 0x47FF_FFFE_87FF_FFFF)
    }

    /// What a field value may hold (RFC 9110 §5.5): visible characters, space, tab and `obs-text`.
    @inline(__always)
    static func isFieldValue(_ byte: UInt8) -> Bool {
        (byte >= space && byte != 0x7F) || byte == tab
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// The value of a hexadecimal digit of either case.
    @inline(__always)
    static func hexadecimal(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte &- 0x30)
        case 0x41...0x46: Int(byte &- 0x41 &+ 10)
        case 0x61...0x66: Int(byte &- 0x61 &+ 10)
        default: nil
        }
    }

    @inline(__always)
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    @inline(__always)
    private static func isSet(_ byte: UInt8, low: UInt64, high: UInt64) -> Bool {
        let word = byte < 64 ? low : high
        return byte < 128 && (word >> UInt64(byte & 63)) & 1 == 1
    }

    /// Byte for byte.
    static func equal(_ bytes: [UInt8], _ range: Range<Int>, _ text: String) -> Bool {
        let text = text.utf8Span.span
        guard text.count == range.count else { return false }
        for index in text.indices where bytes[range.lowerBound &+ index] != text[index] {
            return false
        }
        return true
    }

    /// Field names and most words of HTTP compare without regard to ASCII case.
    static func equalIgnoringCase(
        _ bytes: [UInt8], _ range: Range<Int>, _ text: String
    ) -> Bool {
        let text = text.utf8Span.span
        guard text.count == range.count else { return false }
        for index in text.indices
        where lowercased(bytes[range.lowerBound &+ index]) != lowercased(text[index]) {
            return false
        }
        return true
    }

    /// The same of two parts of what was received.
    static func equalIgnoringCase(
        _ left: [UInt8], _ range: Range<Int>, _ right: [UInt8], _ other: Range<Int>
    ) -> Bool {
        left[range].elementsEqual(right[other]) { lowercased($0) == lowercased($1) }
    }

    /// The range without the spaces and tabs at both ends (`OWS`, RFC 9110 §5.6.3).
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == space || bytes[start] == tab { start &+= 1 }
        while end > start, bytes[end &- 1] == space || bytes[end &- 1] == tab { end &-= 1 }
        return start..<end
    }
}
