internal import JSON

/// Small dealings with ranges of bytes, for the paths that run once a row.
enum Bytes {
    /// Whether the bytes at a range are these.
    static func equal(_ bytes: [UInt8], _ range: Range<Int>, _ other: [UInt8]) -> Bool {
        guard range.count == other.count else { return false }
        let span = bytes.span
        let otherSpan = other.span
        for index in otherSpan.indices
        where span[range.lowerBound &+ index] != otherSpan[index] { return false }
        return true
    }

    /// What stands between the quotation marks of a string, as written; any other value whole.
    static func content(_ bytes: [UInt8], _ value: Range<Int>) -> Range<Int> {
        guard value.count >= 2, bytes[value.lowerBound] == UInt8(ascii: "\"") else { return value }
        return value.lowerBound + 1..<value.upperBound - 1
    }

    /// Whether a value is `null` or the empty string.
    static func isEmpty(_ bytes: [UInt8], _ value: Range<Int>) -> Bool {
        if value.count == 2 { return bytes[value.lowerBound] == UInt8(ascii: "\"") }
        return bytes[value.lowerBound] == UInt8(ascii: "n")
    }

    /// Whether a value is this text: a string by what it says, escapes resolved, anything else as
    /// it is written.
    static func says(_ bytes: [UInt8], _ value: Range<Int>, _ text: [UInt8]) -> Bool {
        if equal(bytes, content(bytes, value), text) { return true }
        guard bytes[value.lowerBound] == UInt8(ascii: "\"") else { return false }
        return JSONScan.equals(bytes, value, text)
    }

    /// A whole number written in decimal digits and nothing else; `nil` also when it is too long.
    static func decimal(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard (1...18).contains(range.count) else { return nil }
        var number = 0
        for index in range {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            number = number &* 10 &+ Int(digit)
        }
        return number
    }

    /// A whole number in a text.
    static func decimal(_ text: some StringProtocol) -> Int? {
        let bytes = Array(text.utf8)
        return decimal(bytes, bytes.indices)
    }

    /// Writes a number that is not negative.
    static func append(_ number: Int, to bytes: inout [UInt8]) {
        var left = bytes.count
        var rest = UInt64(number)
        // Backwards, and then turned round: dividing by a constant is a multiplication.
        repeat {
            let tenth = rest / 10
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest &- tenth &* 10))
            rest = tenth
        } while rest > 0
        var right = bytes.count - 1
        while left < right {
            bytes.swapAt(left, right)
            left += 1
            right -= 1
        }
    }

    /// Up to eight bytes as one number, the first of them highest; 0 for any other count.
    static func word(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        guard range.count <= 8 else { return 0 }
        let span = bytes.span
        var word: UInt64 = 0
        for index in range { word = word << 8 | UInt64(span[index]) }
        return word
    }

    /// Writes the lowest hexadecimal digits of a number, the highest of them first.
    static func appendHexadecimal(_ number: UInt64, digits: Int = 16, to bytes: inout [UInt8]) {
        var shift = UInt64(digits * 4)
        while shift > 0 {
            shift -= 4
            let digit = UInt8(truncatingIfNeeded: number >> shift) & 0xf
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
