extension JSONScan {
    /// Appends a string's content, unescaped, to `output`; nothing where the value is no string.
    package static func unescape(
        _ bytes: [UInt8], _ range: Range<Int>, into output: inout [UInt8]
    ) {
        guard isString(bytes, range) else { return }
        let end = range.upperBound - 1
        var position = range.lowerBound + 1
        while position < end {
            let stop = min(JSONSkip.quoteOrBackslash(bytes.span, position), end)
            ByteCopy.append(bytes.span.extracting(position..<stop), to: &output)
            guard stop < end else { return }
            position = appendEscape(bytes.span, stop, end, to: &output)
        }
    }

    /// Appends what the escape at `start` stands for; gives the position after it.
    private static func appendEscape(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, to output: inout [UInt8]
    ) -> Int {
        guard start + 1 < end else { return end }
        switch bytes[start + 1] {
        case UInt8(ascii: "b"): output.append(0x08)
        case UInt8(ascii: "f"): output.append(0x0C)
        case UInt8(ascii: "n"): output.append(0x0A)
        case UInt8(ascii: "r"): output.append(0x0D)
        case UInt8(ascii: "t"): output.append(0x09)
        case UInt8(ascii: "u"): return appendUnicode(bytes, start, end, to: &output)
        case let byte: output.append(byte)  // quotation mark, backslash, slash
        }
        return start + 2
    }

    /// The same for `\uXXXX`, and for two of them where they make a surrogate pair (RFC 8259 §7).
    private static func appendUnicode(
        _ bytes: Span<UInt8>, _ start: Int, _ end: Int, to output: inout [UInt8]
    ) -> Int {
        let first = JSONGrammar.hexadecimal(bytes, start + 2, end)
        if let first, let scalar = Unicode.Scalar(first) {
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return start + 6
        }
        if let first, start + 7 < end, bytes[start + 6] == UInt8(ascii: "\\"),
            bytes[start + 7] == UInt8(ascii: "u"),
            let second = JSONGrammar.hexadecimal(bytes, start + 8, end),
            let scalar = JSONGrammar.scalar(first, second)
        {
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            return start + 12
        }
        // Only in bytes that were never validated.
        output.append(contentsOf: UTF8.encodedReplacementCharacter)
        return min(start + 2, end)
    }
}

extension JSONScan {
    /// Whether a string value's content, unescaped, is exactly `other`; false for any other kind.
    package static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ other: [UInt8]) -> Bool {
        equals(bytes, range, other.span)
    }

    /// The same with bytes that lie elsewhere.
    @inline(__always)
    static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ other: Span<UInt8>) -> Bool {
        compare(bytes, range, other) { $0 == $1 }
    }

    /// The same, with `A`…`Z` and `a`…`z` taken as equal.
    package static func equalsIgnoringCase(
        _ bytes: [UInt8], _ range: Range<Int>, _ other: [UInt8]
    ) -> Bool {
        compare(bytes, range, other.span) { lowercased($0) == lowercased($1) }
    }

    @inline(__always)
    private static func compare(
        _ bytes: [UInt8], _ range: Range<Int>, _ other: Span<UInt8>,
        _ match: (UInt8, UInt8) -> Bool
    ) -> Bool {
        // An escape is longer than what it stands for, so the content is never shorter.
        guard isString(bytes, range), range.count - 2 >= other.count else { return false }
        let content = bytes.span.extracting(range.lowerBound &+ 1..<range.upperBound &- 1)
        for index in other.indices {
            if content[index] == UInt8(ascii: "\\") {
                return compareUnescaped(bytes, range, other, match)
            }
            guard match(content[index], other[index]) else { return false }
        }
        return content.count == other.count
    }

    private static func compareUnescaped(
        _ bytes: [UInt8], _ range: Range<Int>, _ other: Span<UInt8>,
        _ match: (UInt8, UInt8) -> Bool
    ) -> Bool {
        var content: [UInt8] = []
        unescape(bytes, range, into: &content)
        return content.count == other.count
            && other.indices.allSatisfy { match(content[$0], other[$0]) }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
    }
}
