/// The tokens of RFC 8259, each a function that steps over one and tells what is wrong with it.
/// Nothing here throws: a problem is a result, and `position` is then where it is.
enum JSONGrammar {
    typealias Problem = JSONError.Problem

    /// RFC 8259 §6: `[ minus ] int [ frac ] [ exp ]`.
    @inline(__always)
    static func number(_ bytes: Span<UInt8>, _ position: inout Int) -> Problem? {
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position &+= 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position &+= 1
            if position < bytes.count, isDigit(bytes[position]) { return .leadingZero }
        } else if let problem = digits(bytes, &position) {
            return problem
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position &+= 1
            if let problem = digits(bytes, &position) { return problem }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position &+= 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position &+= 1
            }
            return digits(bytes, &position)
        }
        return nil
    }

    /// At least one digit.
    @inline(__always)
    private static func digits(_ bytes: Span<UInt8>, _ position: inout Int) -> Problem? {
        let start = position
        while position < bytes.count, isDigit(bytes[position]) { position &+= 1 }
        if position > start { return nil }
        return position < bytes.count ? .digitExpected : .endsEarly
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    /// RFC 8259 §3: `true`, `false`, `null`, whichever begins with the letter at `position`.
    /// A wrong word is told at its first letter.
    static func literal(_ bytes: Span<UInt8>, _ position: inout Int) -> Problem? {
        let word: [4 of UInt8]
        let start = position
        switch bytes[start] {
        case UInt8(ascii: "t"): word = ascii("t", "r", "u", "e")
        case UInt8(ascii: "n"): word = ascii("n", "u", "l", "l")
        default:
            word = ascii("a", "l", "s", "e")
            position &+= 1
        }
        for index in word.indices {
            guard position < bytes.count else { return .endsEarly }
            guard bytes[position] == word[index] else {
                position = start
                return .badLiteral
            }
            position &+= 1
        }
        return nil
    }

    @inline(__always)
    private static func ascii(
        _ a: Unicode.Scalar, _ b: Unicode.Scalar, _ c: Unicode.Scalar, _ d: Unicode.Scalar
    ) -> [4 of UInt8] {
        [UInt8(ascii: a), UInt8(ascii: b), UInt8(ascii: c), UInt8(ascii: d)]
    }
}
