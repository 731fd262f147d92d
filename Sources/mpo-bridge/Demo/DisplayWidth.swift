/// How much room a text takes on a terminal: not a column a character.
enum DisplayWidth {
    /// In columns.
    static func of(_ text: String) -> Int { text.reduce(0) { $0 + of($1) } }

    /// Two columns for what Unicode calls wide (UAX #11) and for emoji, one for all else.
    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
            0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
            0x20000...0x3FFFD:
            return 2
        default: return 1
        }
    }

    /// The text with spaces behind it, or cut with "…", so that it takes that many columns. What
    /// would steer the terminal is shown as a dot.
    static func fit(_ text: String, _ width: Int) -> String {
        let text = harmless(text)
        let length = of(text)
        if length <= width { return text + String(repeating: " ", count: width - length) }
        var cut = ""
        var used = 0
        for character in text {
            guard used + of(character) < width else { break }
            cut.append(character)
            used += of(character)
        }
        return cut + "…" + String(repeating: " ", count: max(0, width - used - 1))
    }

    /// The text on lines of at most that many columns, parted between words where possible.
    static func wrap(_ text: String, _ width: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in harmless(text).split(separator: " ") {
            var word = String(word)
            if !line.isEmpty, of(line) + 1 + of(word) <= width {
                line += " " + word
                continue
            }
            if !line.isEmpty { lines.append(line) }
            while of(word) > width {
                lines.append(String(word.prefix(width)))
                word = String(word.dropFirst(width))
            }
            line = word
        }
        return lines + [line]
    }

    private static func harmless(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.map { scalar in
                    switch scalar.properties.generalCategory {
                    case .control, .format, .lineSeparator, .paragraphSeparator: "·"
                    default: scalar
                    }
                }))
    }
}
