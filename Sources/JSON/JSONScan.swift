/// Looks at values of a validated text by their ranges: nothing is copied, nothing is made.
/// A range is always a whole value as a cursor gives it: a string's range has its quotation marks.
package enum JSONScan {
    /// What the value is.
    @inline(__always)
    package static func kind(_ bytes: [UInt8], _ range: Range<Int>) -> JSONKind {
        // Only bytes that were never validated have no kind; they are worth as much as null.
        bytes[range].first.flatMap(JSONKind.init(firstByte:)) ?? .null
    }

    /// Whether the value is a string.
    @inline(__always)
    package static func isString(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        range.count >= 2 && bytes[range.lowerBound] == UInt8(ascii: "\"")
    }

    /// Whether the value is `null`.
    @inline(__always)
    package static func isNull(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        !range.isEmpty && bytes[range.lowerBound] == UInt8(ascii: "n")
    }

    /// Whether the value is written byte for byte like another one.
    package static func isWritten(
        _ bytes: [UInt8], _ range: Range<Int>, like other: [UInt8]
    ) -> Bool {
        range.count == other.count && areEqual(bytes.span.extracting(range), other.span)
    }

    /// Whether as many bytes are the same.
    @inline(__always)
    static func areEqual(_ left: Span<UInt8>, _ right: Span<UInt8>) -> Bool {
        var position = 0
        while left.count &- position >= ByteWord.count {
            guard ByteWord.load(left, position) == ByteWord.load(right, position) else {
                return false
            }
            position &+= ByteWord.count
        }
        while position < left.count, left[position] == right[position] { position &+= 1 }
        return position == left.count
    }

    /// The number, if it is written without point and exponent and fits; nil otherwise.
    package static func integer(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        let isNegative = bytes[range].first == UInt8(ascii: "-")
        let digits = range.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var sum = 0
        for index in digits {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            // Summed up on the negative side, which reaches one further.
            let (tenfold, overflow) = sum.multipliedReportingOverflow(by: 10)
            let (next, underflow) = tenfold.subtractingReportingOverflow(Int(digit))
            guard !overflow, !underflow else { return nil }
            sum = next
        }
        if isNegative { return sum }
        return sum == .min ? nil : -sum
    }
}

extension JSONScan {
    /// Whether the bytes in that range are a number by the grammar of RFC 8259 §6 and nothing else:
    /// whether a text from elsewhere may stand as a number without quotation marks.
    package static func isNumber(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var position = 0
        let number = bytes.span.extracting(range)
        return JSONGrammar.number(number, &position) == nil && position == number.count
    }

    /// Whether the bytes are a number by the grammar of RFC 8259 §6, nothing around it.
    package static func isNumber(_ bytes: [UInt8]) -> Bool { isNumber(bytes, bytes.indices) }
}
