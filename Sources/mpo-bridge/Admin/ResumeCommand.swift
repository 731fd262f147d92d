/// `mpo-bridge resume`
enum ResumeCommand: Command {
    static let name = "resume"
    static let summary = "Let halted invocations go on."
    static let help = """
        usage: mpo-bridge resume ID [OPTION ...]
               mpo-bridge resume --all [OPTION ...]

          ID              the invocation
          --all           all that are halted
          --mapping NAME  with --all: only those under this mapping
          --no-wait       do not wait until all were resumed
          --json          print the act as JSON
        \(InstalledPaths.socketHelp)

        An invocation is halted when the product refuses it for good, such as with a
        404. Nothing of it is dropped: mend what it was refused for, and resume it. If
        it is refused again, it is halted again.

        example: mpo-bridge resume 3f2a9c1b
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        var order = ActOrder("resume")
        let isAll = arguments.flag("--all")
        order.mapping = try arguments.option("--mapping")
        let waits = !arguments.flag("--no-wait")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finishOptions()
        if !isAll { order.invocation = try arguments.invocationID() }
        try arguments.finish()
        guard isAll || order.mapping == nil else {
            throw .usage("--mapping goes with --all: an invocation has one mapping")
        }
        let follower = ActFollower(client: AdminClient(socket: socket), isQuiet: json)
        ActReport(try follower.perform(order, waits: waits)).print(json: json)
        return .ok
    }
}
