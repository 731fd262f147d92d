import Service

/// What the program says about itself.
enum Help {
    /// In the order in which somebody new meets them.
    static let commands: [any Command.Type] = [
        DemoCommand.self, CheckCommand.self, RunCommand.self, StatusCommand.self,
        ReloadCommand.self, InvocationsCommand.self,
        ShowCommand.self, RowsCommand.self, RetryCommand.self, ResolveCommand.self,
        PauseCommand.self, ResumeCommand.self, ActsCommand.self, VerifyCommand.self,
        BackupCommand.self,
        SimulateCommand.self, BenchCommand.self, VersionCommand.self,
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
            mpo-bridge carries Oracle AMS invokes to Mambu MPO processes, and results back.

            usage: mpo-bridge COMMAND [OPTION ...]

            \(lines.joined(separator: "\n"))

            'mpo-bridge help COMMAND' explains one of them. New here? Try 'mpo-bridge demo'.
            """
    }

    static func text(of command: any Command.Type) -> String {
        "\(command.summary)\n\n\(command.help)"
    }

    /// The command that a mistyped one is nearest to.
    static func suggestion(for word: String) -> String? {
        Suggestion.nearest(to: word, among: commands.map { $0.name } + ["help"])
    }
}
