extension SwitchItem {
    /// One duration, such as `20ms`.
    func duration() throws(SwitchError) -> Duration {
        guard let duration = Self.duration(value[...]) else {
            throw wrong("this is no duration", "write 250us, 20ms, 2s, 1m or 0")
        }
        return duration
    }

    /// One duration, or a range to draw from, such as `20ms..200ms`.
    func durations() throws(SwitchError) -> ClosedRange<Duration> {
        if let dots = Self.dots(in: value) {
            if let low = Self.duration(value[..<dots.lowerBound]),
                let high = Self.duration(value[dots.upperBound...]), low <= high
            {
                return low...high
            }
            throw wrong("this is no range of durations", "write 20ms..200ms")
        }
        let duration = try duration()
        return duration...duration
    }

    private static func dots(in text: String) -> Range<String.Index>? {
        guard let first = text.firstIndex(of: ".") else { return nil }
        let second = text.index(after: first)
        guard second < text.endIndex, text[second] == "." else { return nil }
        return first..<text.index(after: second)
    }

    private static func duration(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
        switch text[digits.endIndex...] {
        case "us": return .microseconds(number)
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "m": return .seconds(number * 60)
        case "": return number == 0 ? .zero : nil
        default: return nil
        }
    }
}
