/// `mpo-bridge manual`
enum ManualCommand: Command {
    static let name = "manual"
    static let summary = "Print the manual page, for man(1)."
    static let help = """
        usage: mpo-bridge manual

        The package installs it as mpo-bridge(1). It holds what 'help' says of every
        command.

        example: mpo-bridge manual | man -l -
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        try arguments.finish()
        Console.print(bytes: Array(ManualPage.text.utf8))
        return .ok
    }
}
