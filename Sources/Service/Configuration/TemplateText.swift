import Bridge

/// Text with cells in it: `Hello {{FIRST_NAME}}`.
///
/// `\{{` is a plain `{{`, and `\\{{X}}` a backslash before a cell; everywhere else a backslash is
/// itself (in JSON each of them is written twice).
enum TemplateText {
    static func parse(_ text: String) throws(TextFault) -> [Parameter.TemplatePart] {
        guard !text.isEmpty else {
            throw TextFault(
                problem: "must not be empty", mend: #"write text such as "Hello {{FIRST_NAME}}""#)
        }
        var parts: [Parameter.TemplatePart] = []
        var plain = ""
        var rest = Substring(text)
        while let (before, after) = split(rest, at: "{{") {
            let backslashes = before.reversed().prefix { $0 == "\\" }.count
            plain += before.dropLast((backslashes + 1) / 2)
            guard backslashes.isMultiple(of: 2) else {
                plain += "{{"
                rest = after
                continue
            }
            guard let (inside, behind) = split(after, at: "}}") else {
                throw TextFault(
                    problem: "must close each \"{{\" with \"}}\"",
                    mend: "write {{COLUMN}}; a plain \"{{\" is written \"\\\\{{\"")
            }
            if !plain.isEmpty { parts.append(.text(plain)) }
            plain = ""
            parts.append(.column(try column(inside)))
            rest = behind
        }
        plain += rest
        if !plain.isEmpty { parts.append(.text(plain)) }
        return parts
    }

    private static func column(_ inside: Substring) throws(TextFault) -> String {
        let blanks = inside.drop { $0 == " " }
        let name = String(blanks.reversed().drop { $0 == " " }.reversed())
        guard !name.isEmpty, !name.contains("{"), !name.contains("}") else {
            throw TextFault(
                problem: "must name a column between \"{{\" and \"}}\"",
                mend: "write the name of one column, as in {{FIRST_NAME}}")
        }
        return name
    }

    private static func split(
        _ text: Substring, at separator: String
    ) -> (before: Substring, after: Substring)? {
        let pieces = text.split(
            separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        return pieces.count == 2 ? (pieces[0], pieces[1]) : nil
    }
}
