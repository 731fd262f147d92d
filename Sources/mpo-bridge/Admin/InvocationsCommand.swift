import JSON

/// `mpo-bridge invocations`
enum InvocationsCommand: Command {
    static let name = "invocations"
    static let summary = "List invocations, the newest first."
    static let help = """
        usage: mpo-bridge invocations [OPTION ...]

          --state STATE   accepted, pulling, running, completing, completed or halted
          --mapping NAME  only those that run under this mapping
          --tenant ID     only those of this tenant
          --older-than T  only those that were accepted longer ago: 30s, 15m, 2h, 7d
          --newer-than T  only those that were accepted since then
          --limit N       so many, 1 to 10000 (20 unless given)
          --before N      those older than invocation number N
          --json          print {"invocations":[...],"next":N} instead of the table
        \(InstalledPaths.socketHelp)

        The table shows the beginning of each id, which the other commands take as well.
        Completed invocations are listed until store.retention deletes them.

        examples: mpo-bridge invocations --state halted
                  mpo-bridge invocations --state running --older-than 1h
                  mpo-bridge invocations --tenant acme --limit 5 --json
        """

    private static let states = [
        "accepted", "pulling", "running", "completing", "completed", "halted",
    ]

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let state = try arguments.word("--state", among: states)
        let mapping = try arguments.option("--mapping")
        let tenant = try arguments.option("--tenant")
        let olderThan = try arguments.option("--older-than")
        let newerThan = try arguments.option("--newer-than")
        let limit = try arguments.integer("--limit", 1...10_000) ?? 20
        let before = try arguments.integer("--before", 1...Int(Int32.max))
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finish()
        let list = try AdminList(
            AdminClient(socket: socket), "/v1/invocations", name: "invocations",
            [
                ("state", state), ("mapping", mapping), ("tenant", tenant),
                ("olderThan", olderThan), ("newerThan", newerThan),
            ], cursor: "before", from: before, limit: limit)
        if json {
            Console.print(bytes: AdminText.line(list.json))
            return .ok
        }
        guard !list.elements.isEmpty else {
            let asksForAll = [state, mapping, tenant, olderThan, newerThan].allSatisfy { $0 == nil }
            Console.error(asksForAll ? "there is no invocation yet" : "there is no such invocation")
            return .ok
        }
        Console.print(table(list.elements).text(width: Console.width))
        if let next = list.next { Console.error("older ones: --before \(next)") }
        return .ok
    }

    private static func table(_ invocations: [JSONValue]) -> TextTable {
        var table = TextTable([
            "INVOCATION", "STATE", "ROWS", "OK", "FAILED", "UNKNOWN", "OPEN", "MAPPING", "ACCEPTED",
        ])
        for invocation in invocations {
            let rows = invocation["rows"]
            table.lines.append(
                .cells([
                    AdminText.shortID(invocation["id"]), AdminText.word(invocation["state"]),
                    AdminText.number(rows?["stored"]), AdminText.number(rows?["succeeded"]),
                    AdminText.number(rows?["failed"]), AdminText.number(rows?["unknown"]),
                    AdminText.number(rows?["outstanding"]), AdminText.word(invocation["mapping"]),
                    AdminText.time(invocation["acceptedAt"]),
                ]))
        }
        return table
    }
}
