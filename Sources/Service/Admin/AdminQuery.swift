/// What follows the question mark: `state=failed&limit=20`, each name once.
struct AdminQuery {
    private var values: [String: String] = [:]
    private var known: [String] = []

    /// Parameters of one request, at most.
    private static let parametersMax = 16

    init(_ text: String?) throws(AdminRefusal) {
        let pieces = (text ?? "").utf8.split(separator: UInt8(ascii: "&"))
        guard pieces.count <= Self.parametersMax else {
            throw Self.refusal("there are more than \(Self.parametersMax) parameters")
        }
        for piece in pieces {
            let pair = piece.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let name = Self.decoded(pair[0]),
                let value = Self.decoded(pair[1])
            else { throw Self.refusal("a parameter is not of the form name=value") }
            guard values.updateValue(value, forKey: name) == nil else {
                throw Self.refusal("'\(name)' is given twice")
            }
        }
    }

    mutating func text(_ name: String) -> String? {
        known.append(name)
        return values.removeValue(forKey: name)
    }

    mutating func integer(
        _ name: String, _ range: ClosedRange<Int>
    ) throws(AdminRefusal) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Self.refusal(
                "'\(name)' is a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String, _ type: Word.Type
    ) throws(AdminRefusal) -> Word? where Word.RawValue == String {
        guard let text = text(name) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue)
            let nearest = Suggestion.nearest(to: text, among: words)
            throw AdminRefusal(
                .badRequest,
                "'\(name)' cannot be '\(text)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                mend: "write one of \(words.joined(separator: ", "))")
        }
        return word
    }

    /// `15m`.
    mutating func duration(_ name: String) throws(AdminRefusal) -> Duration? {
        guard let text = text(name) else { return nil }
        guard let duration = DurationText.duration(text) else {
            let proposal = DurationText.proposal(for: text)
            throw AdminRefusal(
                .badRequest, "'\(text)' is no age ('\(name)')",
                mend: "write "
                    + (proposal ?? "a whole number and ms, s, m, h or d, such as 15m"))
        }
        return duration
    }

    /// `true` or `false`; `false` when it is left out.
    mutating func flag(_ name: String) throws(AdminRefusal) -> Bool {
        switch text(name) {
        case nil, "false": return false
        case "true": return true
        default: throw Self.refusal("'\(name)' is true or false")
        }
    }

    /// Called when everything has been asked for: a parameter that is left is a mistake.
    func finish() throws(AdminRefusal) {
        guard let name = values.keys.min() else { return }
        let nearest = Suggestion.nearest(to: name, among: known)
        throw AdminRefusal(
            .badRequest,
            "there is no parameter '\(name)'"
                + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
            mend: known.isEmpty
                ? "leave it out" : "the parameters are \(known.joined(separator: ", "))")
    }

    private static func refusal(_ message: String) -> AdminRefusal {
        AdminRefusal(.badRequest, message, mend: "correct the part after the question mark")
    }

    /// `%41` to `A` (RFC 3986, 2.1); nil for what is no valid encoding of UTF-8.
    static func decoded(_ text: some Collection<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var rest = text[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(digit),
                let low = rest.popFirst().flatMap(digit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
