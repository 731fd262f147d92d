import JSON

/// `mpo-bridge pause`
enum PauseCommand: Command {
    static let name = "pause"
    static let summary = "Let no call of a mapping leave for MPO."
    static let help = """
        usage: mpo-bridge pause MAPPING [--why TEXT] [--json]

          MAPPING        the name of a mapping
          --why TEXT     kept with the pause, for whoever finds it, and logged; at most
                         200 characters, and no cell: it is never sealed
          --json         print the act as JSON
        \(InstalledPaths.socketHelp)

        When the command ends, no further call of this mapping leaves; those that are
        under way end. Invokes are taken and wait, tasks of unknown rows are looked up,
        and results are pushed. The pause outlives restarts: 'mpo-bridge status' shows
        it, and 'mpo-bridge resume --mapping MAPPING' ends it.

        example: mpo-bridge pause loan-offer --why 'process 66305 is being changed'
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let why = try arguments.option("--why")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finishOptions()
        guard let mapping = arguments.positional() else {
            throw .usage(
                "the name of a mapping is needed", hint: "'mpo-bridge status' names those at work")
        }
        try arguments.finish()
        try decide("pause", mapping, why: why, AdminClient(socket: socket), json: json) {
            "mapping \(mapping) is paused; 'mpo-bridge resume --mapping \(mapping)' ends that"
        }
        return .ok
    }

    /// Asks for a pause or its end, and tells what became of it.
    static func decide(
        _ verb: String, _ mapping: String, why: String?, _ client: AdminClient, json: Bool,
        _ text: () -> String
    ) throws(CommandError) {
        var writer = JSONWriter()
        writer.beginObject()
        for case (let name, let value?) in [("verb", verb), ("mapping", mapping), ("why", why)] {
            writer.key(name)
            writer.string(value)
        }
        writer.endObject()
        let act = try client.post("/v1/acts", writer.bytes)
        if json { return Console.print(bytes: AdminText.line(act.bytes)) }
        Console.print("act \(AdminText.number(act["number"])): \(text())")
    }
}
