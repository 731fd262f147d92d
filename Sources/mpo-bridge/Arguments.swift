import Service

/// The words after the command, taken one by one; what is left at the end was not understood.
struct Arguments {
    private var words: [String]
    /// The options that were asked for: what a mistyped one is compared with.
    private var known: [String] = []

    init(_ words: [String]) { self.words = words }

    /// The next word, whatever it is.
    mutating func next() -> String? { words.isEmpty ? nil : words.removeFirst() }

    /// Whether an option without a value is there.
    mutating func flag(_ name: String) -> Bool {
        known.append(name)
        guard let index = words.firstIndex(of: name) else { return false }
        words.remove(at: index)
        return true
    }

    /// The value of `--name VALUE` or `--name=VALUE`; `nil` when the option is absent.
    mutating func option(_ name: String) throws(CommandError) -> String? {
        known.append(name)
        if let index = words.firstIndex(where: { $0.hasPrefix(name + "=") }) {
            return String(words.remove(at: index).dropFirst(name.count + 1))
        }
        guard let index = words.firstIndex(of: name) else { return nil }
        // What looks like the next option is one: the value was forgotten.
        guard index + 1 < words.count, !words[index + 1].hasPrefix("--") else {
            throw .usage(
                "\(name) needs a value", hint: "one that begins with -- is written \(name)=VALUE")
        }
        words.remove(at: index)
        return words.remove(at: index)
    }

    /// A whole number within bounds.
    mutating func integer(
        _ name: String, _ range: ClosedRange<Int>
    ) throws(CommandError) -> Int? {
        guard let text = try option(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw .usage(
                "\(name) takes a whole number from \(range.lowerBound) to \(range.upperBound)"
                    + " (got '\(text)')")
        }
        return number
    }

    /// One of a few words.
    mutating func word(
        _ name: String, among words: [String]
    ) throws(CommandError) -> String? {
        guard let text = try option(name) else { return nil }
        guard words.contains(text) else {
            let nearest = Suggestion.nearest(to: text, among: words)
            throw .usage(
                "\(name) cannot be '\(text)'"
                    + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
                hint: "write one of \(words.joined(separator: ", "))")
        }
        return text
    }

    /// The value of an option that must be there.
    mutating func required(_ name: String, _ value: String) throws(CommandError) -> String {
        if let text = try option(name) {
            guard words.allSatisfy({ $0 != name }) else { throw .usage("\(name) is given twice") }
            guard !text.isEmpty else { throw .usage("\(name) needs a value") }
            return text
        }
        // Perhaps it is there, misspelt or without its name.
        try finishOptions()
        if let word = words.first { throw .usage("write \(name) \(word)") }
        throw .usage("\(name) \(value) is needed")
    }

    /// The words that are no options.
    mutating func positional() -> String? {
        guard let index = words.firstIndex(where: { !$0.hasPrefix("-") }) else { return nil }
        return words.remove(at: index)
    }

    /// Called when all options have been taken: one that is left is a mistake.
    func finishOptions() throws(CommandError) {
        guard let word = words.first(where: { $0.hasPrefix("-") }) else { return }
        let name = String(word.prefix { $0 != "=" })
        let nearest = Suggestion.nearest(to: name, among: known)
        throw .usage(
            "there is no option '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""))
    }

    /// Called when everything has been taken: a word that is left is a mistake.
    func finish() throws(CommandError) {
        try finishOptions()
        if let word = words.first { throw .usage("'\(word)' is one word too many") }
    }
}
