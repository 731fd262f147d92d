import Service

/// Does what a mend says, as somebody would who believes it word by word.
struct MendApplication {
    private let lines: [Substring]
    private let mistake: ConfigurationMistake
    private let mend: Substring

    init(_ mistake: ConfigurationMistake, _ text: String) {
        self.mistake = mistake
        lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        mend = mistake.mend[...]
    }

    /// The text as it is afterwards; `nil` for a mend that leaves a choice to its reader.
    var text: String? {
        guard mistake.line > 0 else { return nil }
        let before = lines[..<(mistake.line - 1)].map { $0 + "\n" }.joined()
        let here = lines[(mistake.line - 1)...].joined(separator: "\n")
        let head = before + here.prefix(mistake.column - 1)
        let tail = here.dropFirst(mistake.column - 1)
        if let name = after("rename it to ")?.token {
            return head + name + tail.dropFirst(Self.value(tail).count)
        }
        if after("remove it; known here") != nil { return Self.withoutMember(head, tail) }
        if let member = after("add \""), !member.contains("…") {
            let rest = tail.dropFirst()
            let isOnly = rest.first { $0 != " " } == "}"
            return head + "{ \"\(member)" + (isOnly ? " " : ", ") + rest
        }
        guard after("write a field") == nil, let value = proposedValue, !value.contains("…") else {
            return nil
        }
        return head + value + tail.dropFirst(Self.value(tail).count)
    }

    private func after(_ words: String) -> Substring? {
        mend.hasPrefix(words) ? mend.dropFirst(words.count) : nil
    }

    /// `write X`, or `…, such as X`; X alone, or with another way beside it.
    private var proposedValue: String? {
        let example = mend.ranges(of: "such as ").last.map { mend[$0.upperBound...] }
        guard let place = after("write ") else { return nil }
        if let token = place.token, Self.ends.contains(where: { isNext($0, place, token) }) {
            return token
        }
        guard let token = example?.token, token == example?[...] ?? "" else { return nil }
        return token
    }

    private static let ends = ["", ",", " or "]

    private func isNext(_ end: String, _ place: Substring, _ token: String) -> Bool {
        let rest = place.dropFirst(token.count)
        return end.isEmpty ? rest.isEmpty : rest.hasPrefix(end)
    }

    /// The JSON value that a text begins with.
    private static func value(_ text: Substring) -> Substring { text[..<text.valueEnd] }

    private static func withoutMember(_ head: String, _ tail: Substring) -> String {
        var rest = tail.dropFirst(value(tail).count).drop { $0 == " " || $0 == ":" }
        rest = rest.dropFirst(value(rest).count)
        if rest.hasPrefix(",") { return head + rest.dropFirst() }
        let comma = head.lastIndex(of: ",") ?? head.endIndex
        return String(head[..<comma]) + rest
    }
}

extension Substring {
    /// A JSON value at the beginning: a string, a number, a word, an array.
    fileprivate var token: String? {
        guard let first, first == "\"" || first == "[" || first.isNumber else {
            return ["true", "false"].first { hasPrefix($0) }
        }
        return String(self[..<valueEnd])
    }

    fileprivate var valueEnd: Index {
        var depth = 0
        var isInString = false
        var index = startIndex
        while index < endIndex {
            let character = self[index]
            if isInString {
                if character == "\\" {
                    index = self.index(after: index)
                } else if character == "\"" {
                    isInString = false
                    if depth == 0 { return self.index(after: index) }
                }
            } else {
                switch character {
                case "\"": isInString = true
                case "[", "{": depth += 1
                case "]", "}":
                    if depth == 0 { return index }
                    depth -= 1
                    if depth == 0 { return self.index(after: index) }
                case ",", " ", "\n", ":": if depth == 0 { return index }
                default: break
                }
            }
            index = self.index(after: index)
        }
        return endIndex
    }
}
