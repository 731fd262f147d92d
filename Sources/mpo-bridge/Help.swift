/// What the program says about itself.
enum Help {
    /// In the order in which somebody new meets them.
    static let commands: [any Command.Type] = [
        CheckCommand.self, RunCommand.self, BenchCommand.self, VersionCommand.self,
    ]

    static func command(_ name: String) -> (any Command.Type)? {
        commands.first { $0.name == name }
    }

    static var overview: String {
        let width = commands.map { $0.name.count }.max() ?? 0
        let lines = commands.map { command in
            let padding = String(repeating: " ", count: width - command.name.count)
            return "  \(command.name)\(padding)  \(command.summary)"
        }
        return """
            mpo-bridge carries Oracle AMS invokes to Mambu MPO processes and their results back.

            usage: mpo-bridge COMMAND [OPTION ...]

            \(lines.joined(separator: "\n"))

            'mpo-bridge help COMMAND' explains one of them. New here? Start with 'mpo-bridge demo'.
            """
    }

    static func text(for name: String?) -> String {
        guard let name, let command = command(name) else { return overview }
        return text(of: command)
    }

    static func text(of command: any Command.Type) -> String {
        "\(command.summary)\n\n\(command.help)"
    }

    /// The command that a mistyped one is nearest to.
    static func suggestion(for word: String) -> String? {
        let ranked = commands.map { ($0.name, distance(Array(word), Array($0.name))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= 2 else { return nil }
        return best.0
    }

    /// How many letters must be changed, added or left out (Levenshtein).
    private static func distance(_ left: [Character], _ right: [Character]) -> Int {
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                current.append(
                    min(
                        previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1,
                        current[column] + 1))
            }
            previous = current
        }
        return previous[right.count]
    }
}
