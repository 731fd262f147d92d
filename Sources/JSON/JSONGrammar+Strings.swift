extension JSONGrammar {
    /// RFC 8259 §7: the rest of a string whose opening quotation mark is just before `position`,
    /// the closing one included. `isEscaped` becomes true where an escape is in it.
    @inline(__always)
    static func string(
        _ bytes: Span<UInt8>, _ position: inout Int, _ isEscaped: inout Bool
    ) -> Problem? {
        while true {
            skipPlain(bytes, &position)
            guard position < bytes.count else { return .endsEarly }
            if bytes[position] == UInt8(ascii: "\"") {
                position &+= 1
                return nil
            }
            if let problem = special(bytes, &position, &isEscaped) { return problem }
        }
    }

    /// Steps over everything that may stand in a string as it is and is ASCII.
    @inline(__always)
    private static func skipPlain(_ bytes: Span<UInt8>, _ position: inout Int) {
        var rest = bytes.extracting(droppingFirst: position)
        while rest.count >= ByteWord.count {
            let marks = ByteWord.notPlain(ByteWord.load(rest, 0))
            if marks != 0 {
                position = bytes.count &- rest.count &+ ByteWord.first(marks)
                return
            }
            rest = rest.extracting(droppingFirst: ByteWord.count)
        }
        position = bytes.count &- rest.count
        while position < bytes.count {
            let byte = bytes[position]
            let isPlain =
                byte >= 0x20 && byte < 0x80 && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\")
            if !isPlain { return }
            position &+= 1
        }
    }

    /// An escape, or characters beyond ASCII; a control character is a problem.
    private static func special(
        _ bytes: Span<UInt8>, _ position: inout Int, _ isEscaped: inout Bool
    ) -> Problem? {
        if bytes[position] < 0x20 { return .controlCharacter }
        if bytes[position] == UInt8(ascii: "\\") {
            isEscaped = true
            return escape(bytes, &position)
        }
        // Such characters come in words: stay here for all of them.
        while position < bytes.count, bytes[position] >= 0x80 {
            guard let after = sequence(bytes, position) else { return .invalidUTF8 }
            position = after
        }
        return nil
    }

    /// RFC 8259 §7: one escape, or two where they are a surrogate pair. A problem is told at the
    /// backslash.
    private static func escape(_ bytes: Span<UInt8>, _ position: inout Int) -> Problem? {
        let start = position
        guard start + 1 < bytes.count else { return endsEarly(bytes, &position) }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"),
            UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            position = start + 2
            return nil
        case UInt8(ascii: "u"): break
        default: return .badEscape
        }
        guard let first = hexadecimal(bytes, start + 2, bytes.count) else {
            return isCutShort(bytes, start + 2) ? endsEarly(bytes, &position) : .badEscape
        }
        position = start + 6
        if first & 0xF800 != 0xD800 { return nil }
        let low = start + 6
        if low == bytes.count { return .endsEarly }
        position = start
        guard bytes[low] == UInt8(ascii: "\\") else { return .loneSurrogate }
        if low + 1 == bytes.count { return endsEarly(bytes, &position) }
        guard bytes[low + 1] == UInt8(ascii: "u") else { return .loneSurrogate }
        guard let second = hexadecimal(bytes, low + 2, bytes.count) else {
            if isCutShort(bytes, low + 2) { return endsEarly(bytes, &position) }
            position = low
            return .badEscape
        }
        guard scalar(first, second) != nil else { return .loneSurrogate }
        position = low + 6
        return nil
    }

    /// Four hexadecimal digits before `end`.
    static func hexadecimal(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> UInt32? {
        guard end - start >= 4 else { return nil }
        var value: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = digit(bytes[index]) else { return nil }
            value = value << 4 | digit
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
        default: nil
        }
    }

    /// Whether the text ends within four hexadecimal digits, and not because one is wrong.
    private static func isCutShort(_ bytes: Span<UInt8>, _ start: Int) -> Bool {
        guard bytes.count - start < 4 else { return false }
        return (start..<bytes.count).allSatisfy { digit(bytes[$0]) != nil }
    }

    private static func endsEarly(_ bytes: Span<UInt8>, _ position: inout Int) -> Problem? {
        position = bytes.count
        return .endsEarly
    }

    /// The character that a surrogate pair stands for; nil where the two are no pair.
    static func scalar(_ high: UInt32, _ low: UInt32) -> Unicode.Scalar? {
        guard 0xD800..<0xDC00 ~= high, 0xDC00..<0xE000 ~= low else { return nil }
        return Unicode.Scalar(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
    }
}
