/// Whole numbers as decimal digits, without a `String` in between.
enum Decimal {
    /// Appends a number that is not negative.
    static func append(_ number: Int, to bytes: inout [UInt8]) {
        precondition(number >= 0)
        var divisor = 1
        while number / divisor >= 10 { divisor *= 10 }
        var rest = number
        while divisor > 0 {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// Reads what `append` writes; `nil` for anything else, also for leading zeros.
    static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard let first = digits.first, digits.count <= 18 else { return nil }
        guard first != UInt8(ascii: "0") || digits.count == 1 else { return nil }
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
