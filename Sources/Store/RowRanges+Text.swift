internal import Bridge

/// The rows of a batch as text: `0-99,150,200-201`, both ends belonging to a range.
extension RowRanges {
    var text: [UInt8] {
        var text: [UInt8] = []
        for range in ranges {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text += String(range.lowerBound).utf8
            guard range.count > 1 else { continue }
            text.append(UInt8(ascii: "-"))
            text += String(range.upperBound - 1).utf8
        }
        return text
    }

    /// `nil` unless the text is one that `text` makes: ranges in order that do not touch.
    init?(text: [UInt8]) {
        self.init()
        for piece in text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        where !text.isEmpty {
            let ends = piece.split(
                separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
            guard let first = Self.number(ends[0]), let last = Self.number(ends[ends.count - 1]),
                first <= last, first > ranges.last?.upperBound ?? -1
            else { return nil }
            insert(first..<last + 1)
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard (1...10).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
