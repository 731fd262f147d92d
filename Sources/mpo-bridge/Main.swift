import Glibc

/// The program: looks up the subcommand and turns its result into an exit status.
@main
struct Main {
    static func main() {
        var arguments = Arguments(Array(CommandLine.arguments.dropFirst()))
        guard let name = arguments.next() else {
            Console.error(Help.overview)
            exit(ExitCode.usage.rawValue)
        }
        if ["help", "--help", "-h"].contains(name) {
            exit(help(arguments.next()).rawValue)
        }
        if name == "--version" {
            exit(perform(VersionCommand.self, &arguments).rawValue)
        }
        guard let command = Help.command(name) else {
            refuse(name)
            exit(ExitCode.usage.rawValue)
        }
        exit(perform(command, &arguments).rawValue)
    }

    private static func help(_ name: String?) -> ExitCode {
        guard let name else {
            Console.print(Help.overview)
            return .ok
        }
        guard let command = Help.command(name) else {
            refuse(name)
            return .usage
        }
        Console.print(Help.text(of: command))
        return .ok
    }

    private static func refuse(_ name: String) {
        let suggestion = Help.suggestion(for: name).map { "; did you mean '\($0)'?" } ?? ""
        Console.error("mpo-bridge: there is no command '\(name)'\(suggestion)")
        Console.error("    mend: 'mpo-bridge help' lists the commands")
    }

    private static func perform(
        _ command: any Command.Type, _ arguments: inout Arguments
    ) -> ExitCode {
        if arguments.flag("--help") || arguments.flag("-h") {
            Console.print(Help.text(of: command))
            return .ok
        }
        do throws(CommandError) {
            return try command.run(&arguments)
        } catch {
            Console.error("mpo-bridge \(command.name): \(error.message)")
            let help = error.code == .usage ? "'mpo-bridge help \(command.name)' explains it" : nil
            if let hint = error.hint ?? help { Console.error("    mend: \(hint)") }
            return error.code
        }
    }
}
