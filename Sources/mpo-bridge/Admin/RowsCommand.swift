import JSON

/// `mpo-bridge rows`
enum RowsCommand: Command {
    static let name = "rows"
    static let summary = "List the rows of an invocation, by their state."
    static let help = """
        usage: mpo-bridge rows ID [OPTION ...]

          ID             an invocation's id, or the beginning of one
          --state STATE  queued, waiting, sending, reconciling, held, succeeded, failed
                         or unknown
          --from ROW     begin with this row (rows are numbered from 0)
          --limit N      so many, 1 to 10000 (20 unless given)
          --json         print {"rows":[...],"next":ROW} instead of the table
        \(InstalledPaths.socketHelp)

        Where a peer's own words quote a cell of the row, three dots stand for it.

        examples: mpo-bridge rows 3f2a9c1b --state failed
                  mpo-bridge rows 3f2a9c1b --state unknown --limit 10000 --json
        """

    static let states = [
        "queued", "waiting", "sending", "reconciling", "held", "succeeded", "failed", "unknown",
    ]

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let state = try arguments.word("--state", among: states)
        let from = try arguments.integer("--from", 0...99_999_999)
        let limit = try arguments.integer("--limit", 1...10_000) ?? 20
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        let id = try arguments.invocationID()
        try arguments.finish()
        let list = try AdminList(
            AdminClient(socket: socket), "/v1/invocations/\(id)/rows", name: "rows",
            [("state", state)], cursor: "from", from: from, limit: limit)
        if json {
            Console.print(bytes: AdminText.line(list.json))
            return .ok
        }
        guard !list.elements.isEmpty else {
            Console.error("there is no such row")
            return .ok
        }
        Console.print(table(list.elements).text(width: Console.width))
        if let next = list.next { Console.error("further ones: --from \(next)") }
        return .ok
    }

    private static func table(_ rows: [JSONValue]) -> TextTable {
        var table = TextTable(["ROW", "STATE", "ATTEMPTS", "CLASS", "SINCE", "REASON"])
        for row in rows {
            table.lines.append(
                .cells([
                    row["row"]?.integer.map { String($0) } ?? "-", AdminText.word(row["state"]),
                    AdminText.number(row["attempts"]), AdminText.word(row["class"]),
                    AdminText.time(row["since"]), reason(row),
                ]))
        }
        return table
    }

    private static func reason(_ row: JSONValue) -> String {
        let act = row["act"]?.integer.map { "act \($0): " } ?? ""
        return act + AdminText.word(row["reason"])
    }
}
