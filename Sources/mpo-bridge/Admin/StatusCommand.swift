import JSON

/// `mpo-bridge status`
enum StatusCommand: Command {
    static let name = "status"
    static let summary = "Show how the daemon stands, and what helps where it does not."
    static let help = """
        usage: mpo-bridge status [--json]

          --json         print the daemon's answer as it is
        \(InstalledPaths.socketHelp)

        Exit status 0: the daemon takes invokes. 1: it answers, and takes none; the
        first lines say why.

        Calls go through gates: "closed" lets them pass, "half-open" some, "open" none
        but a probe now and then. What waits, and what it waits for, is in the table;
        below it stand the commands that change something.

        example: mpo-bridge status
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finish()
        let status = try AdminClient(socket: socket).get("/v1/status")
        if json {
            Console.print(bytes: AdminText.line(status.bytes))
        } else {
            Console.print(StatusReport(status).text)
        }
        return status["ready"]?.boolean == true ? .ok : .failed
    }
}
