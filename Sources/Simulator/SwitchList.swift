internal import JSON

/// Switches as people write them: words of the form `key=value`, or the members of a JSON object.
package struct SwitchList: Sendable {
    /// In the order they were written.
    package let items: [SwitchItem]

    /// Reads `key=value` words; a key alone means `key=always`.
    package init(words: [String]) {
        items = words.map { word in
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return SwitchItem(
                key: String(parts[0]), value: parts.count == 2 ? String(parts[1]) : "always")
        }
    }

    /// Reads a JSON object of strings, numbers and booleans.
    package init(json: [UInt8]) throws(SwitchError) {
        let text: JSONText
        do throws(JSONError) {
            text = try JSONText(json)
        } catch {
            throw SwitchError(
                key: "", value: "", problem: "this is no JSON (byte \(error.offset))",
                mend: #"write {"latency": "20ms", "504": 0.01}"#)
        }
        guard text.root.kind == .object else {
            throw SwitchError(
                key: "", value: "", problem: "this is no JSON object",
                mend: #"write {"latency": "20ms", "504": 0.01}"#)
        }
        var items: [SwitchItem] = []
        for (name, value) in text.root.members {
            let written = String(decoding: value.bytes, as: UTF8.self)
            items.append(SwitchItem(key: name.string ?? "", value: value.string ?? written))
        }
        self.items = items
    }
}

/// One switch, and its value read as this or that.
package struct SwitchItem: Hashable, Sendable {
    /// The name.
    package let key: String
    /// What follows the equals sign, or a JSON value as text.
    package let value: String

    func wrong(_ problem: String, _ mend: String) -> SwitchError {
        SwitchError(key: key, value: value, problem: problem, mend: mend)
    }

    func unknown(known: [String]) -> SwitchError {
        SwitchError(
            key: key, value: "", problem: "there is no such switch",
            mend: "take one of " + known.sorted().joined(separator: ", "))
    }

    func chance() throws(SwitchError) -> Chance {
        guard let chance = Chance(value) else {
            throw wrong(
                "this is no chance",
                "write 0.05, 5%, every:20, first:3, only:7, always or never")
        }
        return chance
    }

    func boolean() throws(SwitchError) -> Bool {
        switch value {
        case "always", "true", "on", "yes", "1": return true
        case "never", "false", "off", "no", "0": return false
        default: throw wrong("this is neither true nor false", "write true or false")
        }
    }

    func integer(_ range: ClosedRange<Int>) throws(SwitchError) -> Int {
        guard let number = Int(value), range.contains(number) else {
            throw wrong(
                "this is no number that fits",
                "write a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// `nil` for `none`.
    func optionalInteger(_ range: ClosedRange<Int>) throws(SwitchError) -> Int? {
        value == "none" || value == "null" ? nil : try integer(range)
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _: Choice.Type
    ) throws(SwitchError) -> Choice {
        guard let choice = Choice(rawValue: value) else {
            throw wrong(
                "there is no such choice",
                "take one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
        }
        return choice
    }
}
