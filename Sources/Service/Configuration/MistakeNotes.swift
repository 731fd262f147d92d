import JSON

/// Collects what is wrong while a text is read, so that all of it can be told at once.
final class MistakeNotes {
    enum Gravity {
        /// The configuration is not used.
        case mistake
        /// It is used, and somebody should look.
        case warning
    }

    private let text: [UInt8]
    private var notes: [(gravity: Gravity, offset: Int, mistake: ConfigurationMistake)] = []

    init(text: [UInt8]) { self.text = text }

    /// - Parameter offset: where in the text, in bytes.
    func add(
        _ gravity: Gravity, offset: Int, path: String, problem: String, value: String?,
        mend: String, suggestion: String? = nil
    ) {
        let position = TextPosition(of: offset, in: text)
        let mistake = ConfigurationMistake(
            path: path, line: position.line, column: position.column, problem: problem,
            value: value, mend: mend, suggestion: suggestion)
        notes.append((gravity, offset, mistake))
    }

    /// In the order of the text; of the same place, in the order in which they were found.
    func sorted(_ gravity: Gravity) -> [ConfigurationMistake] {
        notes.enumerated()
            .filter { $0.element.gravity == gravity }
            .sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
            .map(\.element.mistake)
    }
}
