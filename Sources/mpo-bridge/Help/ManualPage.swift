/// The manual page, in the macros of man(7).
enum ManualPage {
    static var text: String {
        let heading =
            ".TH MPO\\-BRIDGE 1 \(VersionCommand.date) \"mpo\\-bridge \(VersionCommand.version)\""
        let lines =
            [heading, ".SH NAME", "mpo\\-bridge \\- \(escaped(nameLine))", ".SH SYNOPSIS"]
            + [".B mpo\\-bridge", ".I COMMAND", "[\\,\\fIOPTION\\fR ...\\/]"]
            + [".SH DESCRIPTION", line(Help.purpose)]
            + paragraph(
                "It runs as a service: 'mpo-bridge run'. The other commands check its "
                    + "configuration, show what became of rows, and let an operator decide. What "
                    + "they print on stdout is data, and what they print on stderr is for people.")
            + Help.groups.flatMap { group in
                [".SH \(escaped(group.title.uppercased()))"] + group.commands.flatMap(section)
            }
            + [".SH FILES"]
            + files.flatMap { [".TP", ".I \(escaped($0.path))", line($0.text)] }
            + [".SH EXIT STATUS"]
            + Help.statuses.flatMap { [".TP", ".B \($0.code.rawValue)", line($0.meaning)] }
            + [".SH EXAMPLES"] + typed(Help.examples)
            + [".SH SEE ALSO", ".BR systemd.service (5),", ".BR systemd.exec (5),"]
            + [".BR journalctl (1)"]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let nameLine = "bridge between Oracle AMS and Mambu MPO"

    private static let files = [
        (path: "/etc/mpo-bridge/bridge.json", text: "The configuration."),
        (
            path: InstalledPaths.standardStore,
            text: "The store: every invocation with its rows, until its retention is over."
        ),
        (path: InstalledPaths.standardSocket, text: "Where the commands reach the daemon."),
    ]

    private static func section(_ command: any Command.Type) -> [String] {
        let help = HelpText(command.help)
        return [".SS \(escaped(command.name))", line(command.summary), ".PP", ".nf"]
            + help.usage.map { line($0) } + [".fi"]
            + help.blocks.flatMap { block in
                switch block {
                case .paragraph(let text): paragraph(text)
                case .entries(let entries):
                    entries.flatMap { entry in
                        [".TP", ".B \(escaped(entry.term))"]
                            + (entry.text.isEmpty ? ["\\&"] : [line(entry.text)])
                    }
                case .listing(let lines): [".PP", ".nf"] + lines.map { line($0) } + [".fi"]
                case .examples(let commands): [".PP"] + typed(commands)
                }
            }
    }

    private static func paragraph(_ text: String) -> [String] { [".PP", line(text)] }

    /// Commands to type, each on its line.
    private static func typed(_ commands: [String]) -> [String] {
        [".RS 4", ".nf"] + commands.map { line($0) } + [".fi", ".RE"]
    }

    /// Text at the beginning of a line, where a dot or an apostrophe would make it a request.
    private static func line(_ text: String) -> String {
        let escaped = escaped(text)
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
    }

    /// groff_char(7): `\e` is a backslash, `\-` a minus that can be typed, and `\(aq` the
    /// apostrophe of a typewriter.
    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "`": result += "\\(ga"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            default: result.append(character)
            }
        }
    }
}
