import JSON

extension ConfigurationMistakes: CustomStringConvertible {
    /// For a terminal: a mistake in the form that editors jump by, and below it how to mend it.
    package var description: String {
        (mistakes.map { text(of: $0, isWarning: false) }
            + warnings.map { text(of: $0, isWarning: true) }).joined(separator: "\n")
    }

    private func text(of mistake: ConfigurationMistake, isWarning: Bool) -> String {
        var line = PrintableText.escaped(file)
        if mistake.line > 0 { line += ":\(mistake.line):\(mistake.column)" }
        if isWarning { line += ": warning" }
        if !mistake.path.isEmpty { line += ": \(mistake.path)" }
        line += ": \(mistake.problem)"
        if let value = mistake.value { line += " (got \(value))" }
        if let suggestion = mistake.suggestion {
            line += "; did you mean \"\(PrintableText.escaped(suggestion))\"?"
        }
        return line + "\n    mend: \(mistake.mend)"
    }

    /// For programs: `{"file", "mistakes": [{"path", "line", "column", "problem", "value", "mend",
    /// "suggestion"}], "warnings": […]}`; what is absent is left out.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("file")
        writer.string(file)
        writer.key("mistakes")
        Self.write(mistakes, to: &writer)
        writer.key("warnings")
        Self.write(warnings, to: &writer)
        writer.endObject()
        return writer.bytes
    }

    private static func write(_ list: [ConfigurationMistake], to writer: inout JSONWriter) {
        writer.beginArray()
        for mistake in list {
            writer.beginObject()
            writer.key("path")
            writer.string(mistake.path)
            if mistake.line > 0 {
                writer.key("line")
                writer.integer(mistake.line)
                writer.key("column")
                writer.integer(mistake.column)
            }
            writer.key("problem")
            writer.string(mistake.problem)
            if let value = mistake.value {
                writer.key("value")
                writer.string(value)
            }
            writer.key("mend")
            writer.string(mistake.mend)
            if let suggestion = mistake.suggestion {
                writer.key("suggestion")
                writer.string(suggestion)
            }
            writer.endObject()
        }
        writer.endArray()
    }
}

extension ConfigurationMistakes {
    /// A text that is no JSON: nothing else can be told about it.
    init(file: String, invalid error: JSONError, in text: [UInt8]) {
        let position = TextPosition(of: error.offset, in: text)
        let path = error.path.drop { $0 == "$" || $0 == "." }
        let mistake = ConfigurationMistake(
            path: PrintableText.escaped(String(path), max: 200), line: position.line,
            column: position.column, problem: "is not valid JSON: \(error.problem.text)",
            value: nil,
            mend: Self.mend(for: error.problem),
            suggestion: nil)
        self.init(file: file, mistakes: [mistake], warnings: [])
    }

    init(file: String, unreadable error: FileError) {
        let mistake = ConfigurationMistake(
            path: "", line: 0, column: 0, problem: "cannot be read: \(error.reason)", value: nil,
            mend: error.isMissing
                ? "correct the path, or begin with a copy of bridge.json.example"
                : "name the file with --config, and let the daemon's user read it",
            suggestion: nil)
        self.init(file: file, mistakes: [mistake], warnings: [])
    }

    private static func mend(for problem: JSONError.Problem) -> String {
        switch problem {
        case .empty: "write a configuration; bridge.json.example is one"
        case .byteOrderMark, .invalidUTF8: "save the file as UTF-8 without a byte order mark"
        case .endsEarly: "close every {, [ and \" that is open"
        case .trailingData: "remove what follows the last }"
        case .trailingComma: "remove the comma"
        case .comment: "remove the comment"
        case .singleQuote: "write \"…\""
        case .duplicateName: "remove one of the two"
        default: "correct the text here, or just before"
        }
    }
}
