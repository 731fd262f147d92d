/// A command's help, taken apart: what completion and the manual are made of, so that neither can
/// tell anything else than the help does.
struct HelpText {
    /// A word that is given to a command, and what it does.
    struct Entry: Hashable {
        /// `--rows N`, or `ID` for a word without a name.
        let term: String
        var text: String
    }

    enum Block: Hashable {
        case paragraph(String)
        case entries([Entry])
        /// Lines as they are.
        case listing([String])
        /// Commands to type.
        case examples([String])
    }

    /// An option, with what stands for its value in the help.
    struct Option: Hashable {
        let name: String
        let value: String?
    }

    /// The forms of a call, without "usage:".
    let usage: [String]
    /// What follows, in its order.
    let blocks: [Block]

    init(_ help: String) {
        let parts = help.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0) }
            .split(separator: "", omittingEmptySubsequences: true)
            .map { Array($0) }
        usage = Self.forms(parts.first ?? [])
        blocks = parts.dropFirst().map { Self.block($0) }
    }

    /// A line that does not begin with the program's name goes on with the one before.
    private static func forms(_ lines: [String]) -> [String] {
        var forms: [String] = []
        for line in lines {
            let words = line.split(separator: " ").drop { $0 == "usage:" }.joined(separator: " ")
            if words.hasPrefix("mpo-bridge") || forms.isEmpty {
                forms.append(words)
            } else {
                forms[forms.count - 1] += " " + words
            }
        }
        return forms
    }

    private static func block(_ lines: [String]) -> Block {
        let first = lines[0]
        if first.hasPrefix("example") {
            let label = first.prefix { $0 != ":" }.count + 1
            let texts = [String(first.dropFirst(label))] + lines.dropFirst()
            let commands = texts.map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
            return .examples(commands)
        }
        if first.hasPrefix("  ") { return .entries(entries(lines)) }
        if lines.dropFirst().contains(where: { $0.hasPrefix(" ") }) { return .listing(lines) }
        return .paragraph(lines.joined(separator: " "))
    }

    /// `  TERM  text`: two blanks or more stand between; what is indented further goes on.
    private static func entries(_ lines: [String]) -> [Entry] {
        var entries: [Entry] = []
        for line in lines {
            let indent = line.prefix { $0 == " " }.count
            let words = String(line.dropFirst(indent))
            guard indent == 2 || entries.isEmpty else {
                let separator = entries[entries.count - 1].text.isEmpty ? "" : " "
                entries[entries.count - 1].text += separator + words
                continue
            }
            let gap = words.indices.first { words[$0...].hasPrefix("  ") } ?? words.endIndex
            entries.append(
                Entry(
                    term: String(words[..<gap]),
                    text: String(words[gap...].drop { $0 == " " })))
        }
        return entries
    }

    /// All options, each once: those of the entries, and those that only the usage names.
    var options: [Option] {
        let terms = blocks.flatMap { block -> [String] in
            if case .entries(let entries) = block { entries.map(\.term) } else { [] }
        }
        var found: [Option] = []
        for option in (terms.filter { $0.hasPrefix("--") } + usage).flatMap(Self.options)
        where !found.contains(where: { $0.name == option.name }) {
            found.append(option)
        }
        return found
    }

    /// `--name VALUE`, wherever it stands, perhaps in brackets.
    private static func options(in text: String) -> [Option] {
        let words = text.split(separator: " ")
        return words.enumerated().compactMap { index, word in
            let isOpen = !word.hasSuffix("]")
            let name = word.filter { $0 != "[" && $0 != "]" }
            guard name.hasPrefix("--") else { return nil }
            let next = isOpen && index + 1 < words.count ? words[index + 1] : ""
            let hasValue =
                !next.isEmpty && !next.hasPrefix("[") && !next.hasPrefix("-")
                && !next.hasPrefix("|")
            let value = next.filter { $0 != "]" }
            return Option(name: String(name), value: hasValue ? String(value) : nil)
        }
    }

    /// The words of which the usage wants one, such as `mpo|product|both`.
    var words: [String] {
        var found: [String] = []
        for form in usage {
            var isValue = false
            for word in form.split(separator: " ") {
                defer { isValue = word.hasPrefix("--") || word.hasPrefix("[--") }
                guard !isValue, !word.hasPrefix("["), !word.hasPrefix("-") else { continue }
                let alternatives = word.split(separator: "|").map { String($0) }
                let isLiteral = word.allSatisfy { $0.isLowercase || $0 == "|" }
                for one in alternatives where isLiteral && !found.contains(one) {
                    found.append(one)
                }
            }
        }
        // The program's name is not all lower-case letters, and the command's stands behind it.
        return Array(found.dropFirst())
    }
}
