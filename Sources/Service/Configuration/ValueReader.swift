import JSON

/// How one value is read: `nil` when it is wrong, and then its place has the mistake.
struct ValueReader<Value> {
    let read: (Place) -> Value?
}

extension ValueReader<Bool> {
    static var boolean: Self {
        ValueReader { place in
            if let boolean = place.value.boolean { return boolean }
            let text = place.value.string?.lowercased()
            let mend = text == "true" || text == "false" ? text : nil
            place.mistake(
                "must be true or false",
                mend: mend.map { "write \($0), without quotes" } ?? "write true or false")
            return nil
        }
    }
}

extension ValueReader<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        ValueReader { place in
            let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound)"
            guard let number = place.value.integer else {
                let quoted = place.value.string.flatMap { Int($0) }
                place.mistake(
                    "must be \(wanted)",
                    mend: quoted.map {
                        "write \(min(max($0, range.lowerBound), range.upperBound)), without quotes"
                    } ?? "write \(wanted)")
                return nil
            }
            guard range.contains(number) else {
                place.mistake("must be \(wanted)", mend: "write \(Self.nearest(number, range))")
                return nil
            }
            return number
        }
    }

    private static func nearest(_ number: Int, _ range: ClosedRange<Int>) -> String {
        number < range.lowerBound ? "\(range.lowerBound) or more" : "\(range.upperBound) or less"
    }

    /// `"32MiB"`, in bytes.
    static func size(_ range: ClosedRange<Int>) -> Self {
        ValueReader { place in
            guard let text = place.value.string else {
                let given = place.value.integer.map { "\($0)B" } ?? ""
                place.mistake(
                    #"must be a size such as "32MiB""#, mend: Size.mend(for: given, range))
                return nil
            }
            guard let bytes = Size.bytes(text) else {
                place.mistake(
                    #"must be a size such as "32MiB": a whole number and B, KiB, MiB or GiB"#,
                    mend: Size.mend(for: text, range))
                return nil
            }
            guard range.contains(bytes) else {
                let low = Size.text(range.lowerBound)
                let high = Size.text(range.upperBound)
                place.mistake(
                    "must be from \(low) to \(high)",
                    mend: bytes < range.lowerBound
                        ? "write \"\(low)\" or more" : "write \"\(high)\" or less")
                return nil
            }
            return bytes
        }
    }
}

extension ValueReader<Duration> {
    /// `"30s"`.
    ///
    /// - Parameter example: one that does whatever else is configured; `nil`: any of the range.
    static func duration(
        _ range: ClosedRange<Duration>, example certain: Duration? = nil
    ) -> Self {
        ValueReader { place in
            let example = certain.map { DurationText.text($0) } ?? DurationText.example(range)
            guard let text = place.value.string else {
                place.mistake(
                    "must be a duration such as \"\(example)\"",
                    mend: DurationText.mend(
                        for: place.value.integer.map { String($0) } ?? "", range, example))
                return nil
            }
            guard let duration = DurationText.duration(text) else {
                place.mistake(
                    "must be a duration such as \"\(example)\": a whole number "
                        + "and ms, s, m, h or d", mend: DurationText.mend(for: text, range, example)
                )
                return nil
            }
            guard range.contains(duration) else {
                let low = DurationText.text(range.lowerBound)
                let high = DurationText.text(range.upperBound)
                place.mistake(
                    "must be from \(low) to \(high)",
                    mend: duration < range.lowerBound
                        ? (certain == nil ? "write " : "write \"\(example)\", or ")
                            + "\"\(low)\" or more" : "write \"\(high)\" or less")
                return nil
            }
            return duration
        }
    }
}

extension ValueReader where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
    /// One of a closed list of words.
    ///
    /// - Parameter synonyms: other words for some of them, which only help to mend.
    static func oneOf(_ type: Value.Type, synonyms: [String: Value] = [:]) -> Self {
        ValueReader { place in
            let words = type.allCases.map(\.rawValue)
            let choice = words.map { "\"\($0)\"" }.joined(separator: ", ")
            let text = place.value.string
            if let value = text.flatMap({ type.init(rawValue: $0) }) { return value }
            let suggestion = text.flatMap { text in
                synonyms[text.lowercased()]?.rawValue
                    ?? Suggestion.nearest(to: text, among: words)
            }
            place.mistake(
                "must be one of \(choice)",
                mend: "write \"\(suggestion ?? words.first ?? "")\"", suggestion: suggestion)
            return nil
        }
    }
}
