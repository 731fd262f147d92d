/// What may follow the size of a chunk: `*( ";" chunk-ext-name [ "=" chunk-ext-val ] )`, the value
/// a token or a quoted string (RFC 9112 §7.1.1).
///
/// "A recipient MUST ignore unrecognized chunk extensions", and all are. They keep their grammar
/// all the same: where parsers disagree about the end of one, they disagree about the body. So the
/// white space that the grammar still has around the signs, and that no sender may write (`BWS`,
/// RFC 9110 §5.6.3), is refused.
enum ChunkExtension {
    static func areValid(_ text: [UInt8], _ range: Range<Int>) -> Bool {
        var index = range.lowerBound
        while index < range.upperBound {
            guard text[index] == Octets.semicolon else { return false }
            let name = index + 1
            index = endOfToken(text, name..<range.upperBound)
            guard index > name else { return false }
            guard index < range.upperBound, text[index] == equals else { continue }
            guard let end = endOfValue(text, (index + 1)..<range.upperBound) else { return false }
            index = end
        }
        return true
    }

    private static let equals: UInt8 = 0x3D
    private static let quote: UInt8 = 0x22
    private static let backslash: UInt8 = 0x5C

    private static func endOfToken(_ text: [UInt8], _ range: Range<Int>) -> Int {
        range.first { !Octets.isToken(text[$0]) } ?? range.upperBound
    }

    private static func endOfValue(_ text: [UInt8], _ range: Range<Int>) -> Int? {
        guard let first = range.first else { return nil }
        guard text[first] == quote else {
            let end = endOfToken(text, range)
            return end > first ? end : nil
        }
        var index = first + 1
        while index < range.upperBound, text[index] != quote {
            // `quoted-pair`: the next byte stands for itself (RFC 9110 §5.6.4).
            if text[index] == backslash { index += 1 }
            guard index < range.upperBound, Octets.isFieldValue(text[index]) else { return nil }
            index += 1
        }
        return index < range.upperBound ? index + 1 : nil
    }
}
