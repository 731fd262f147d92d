import Service

/// What the program says about itself.
enum Help {
    /// Commands for one purpose.
    struct Group {
        let title: String
        let commands: [any Command.Type]
    }

    /// In the order in which somebody new meets them.
    static let groups = [
        Group(
            title: "begin",
            commands: [
                DemoCommand.self, CheckCommand.self, MapCommand.self, DoctorCommand.self,
            ]),
        Group(
            title: "the daemon",
            commands: [RunCommand.self, StatusCommand.self, ReloadCommand.self]),
        Group(
            title: "look",
            commands: [
                InvocationsCommand.self, ShowCommand.self, RowsCommand.self, ActsCommand.self,
            ]),
        Group(
            title: "decide",
            commands: [
                RetryCommand.self, ResolveCommand.self, PauseCommand.self, ResumeCommand.self,
            ]),
        Group(
            title: "the store",
            commands: [VerifyCommand.self, BackupCommand.self, RekeyCommand.self]),
        Group(title: "try and measure", commands: [SimulateCommand.self, BenchCommand.self]),
        Group(
            title: "the program",
            commands: [CompletionCommand.self, ManualCommand.self, VersionCommand.self]),
    ]

    static var commands: [any Command.Type] { groups.flatMap(\.commands) }

    static func command(_ name: String) -> (any Command.Type)? {
        commands.first { $0.name == name }
    }

    static let purpose =
        "mpo-bridge carries Oracle AMS invokes to Mambu MPO processes, and results back."

    static let examples = [
        "mpo-bridge demo", "mpo-bridge check --config /etc/mpo-bridge/bridge.json",
        "mpo-bridge doctor --config /etc/mpo-bridge/bridge.json",
        "mpo-bridge map invoke.json --config bridge.json",
        "mpo-bridge invocations --state halted",
    ]

    /// Of every command, in the order of their numbers.
    static let statuses: [(code: ExitCode, meaning: String)] = [
        (.ok, "done"), (.failed, "failed, or what was looked at is not as it should be"),
        (.usage, "the command was not understood"), (.notFound, "there is no such thing"),
        (.unreachable, "no daemon answers"),
        (.badConfiguration, "the configuration has mistakes"),
    ]

    static var overview: String {
        let width = commands.map { $0.name.count }.max() ?? 0
        let lines = groups.flatMap { group in
            ["", "\(group.title):"]
                + group.commands.map { command in
                    let padding = String(repeating: " ", count: width - command.name.count)
                    return "  \(command.name)\(padding)  \(command.summary)"
                }
        }
        return """
            \(purpose)

            usage: mpo-bridge COMMAND [OPTION ...]
            \(lines.joined(separator: "\n"))

            examples:
            \(examples.map { "  \($0)" }.joined(separator: "\n"))

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
