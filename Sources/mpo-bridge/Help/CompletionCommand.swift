/// `mpo-bridge completion`
enum CompletionCommand: Command {
    static let name = "completion"
    static let summary = "Print the words that a shell completes."
    static let help = """
        usage: mpo-bridge completion bash

        The package installs it for everybody. Without the package, put it where
        bash-completion looks, and open a new shell.

        example: source <(mpo-bridge completion bash)
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        try arguments.finishOptions()
        guard let shell = arguments.positional() else {
            throw .usage("the name of a shell is needed", hint: "write bash")
        }
        try arguments.finish()
        guard shell == "bash" else {
            throw .usage("there is no completion for '\(shell)'", hint: "write bash")
        }
        Console.print(bytes: Array(BashCompletion.script.utf8))
        return .ok
    }
}
