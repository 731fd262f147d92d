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
            end(help(arguments.next()))
        }
        if name == "--version" {
            end(perform(VersionCommand.self, &arguments))
        }
        guard let command = Help.command(name) else {
            refuse(name)
            exit(ExitCode.usage.rawValue)
        }
        end(perform(command, &arguments))
    }

    /// What was not printed was not done, as far as the caller can know.
    ///
    /// `_exit`, since a command that was told to stop may have left threads behind, under which the
    /// handlers of `exit` would free OpenSSL's locks. Nothing waits in a buffer: `Console` writes.
    private static func end(_ code: ExitCode) -> Never {
        guard code == .ok, let failure = Console.outputFailure else { _exit(code.rawValue) }
        Console.error("mpo-bridge: the output could not be written: \(failure)")
        _exit(ExitCode.failed.rawValue)
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
