/// `mpo-bridge resume`
enum ResumeCommand: Command {
    static let name = "resume"
    static let summary = "Let halted invocations, or a paused mapping, go on."
    static let help = """
        usage: mpo-bridge resume ID [OPTION ...]
               mpo-bridge resume --all [OPTION ...]
               mpo-bridge resume --mapping NAME [--why TEXT]

          ID              the invocation
          --all           all that are halted
          --mapping NAME  alone: ends the pause of this mapping; with --all: of the
                          halted invocations only those under it
          --why TEXT      kept with the end of a pause, as with 'pause'
          --no-wait       do not wait until all were resumed
          --json          print the act as JSON
        \(InstalledPaths.socketHelp)

        An invocation is halted when the product refuses it for good, such as with a
        404. Nothing of it is dropped: mend what it was refused for, and resume it. If
        it is refused again, it is halted again.

        A mapping is paused by 'mpo-bridge pause'.

        examples: mpo-bridge resume 3f2a9c1b
                  mpo-bridge resume --mapping loan-offer
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        var order = ActOrder("resume")
        let isAll = arguments.flag("--all")
        order.mapping = try arguments.option("--mapping")
        let waits = !arguments.flag("--no-wait")
        let why = try arguments.option("--why")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finishOptions()
        if let mapping = order.mapping, !isAll {
            try arguments.finish()
            try PauseCommand.decide(
                "unpause", mapping, why: why, AdminClient(socket: socket), json: json
            ) { "mapping \(mapping) goes on" }
            return .ok
        }
        guard why == nil else { throw .usage("--why goes with --mapping NAME alone") }
        if !isAll { order.invocation = try arguments.invocationID() }
        try arguments.finish()
        let follower = ActFollower(client: AdminClient(socket: socket), isQuiet: json)
        ActReport(try follower.perform(order, waits: waits)).print(json: json)
        return .ok
    }
}
