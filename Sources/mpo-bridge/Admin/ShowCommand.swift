import JSON

/// `mpo-bridge show`
enum ShowCommand: Command {
    static let name = "show"
    static let summary = "Show an invocation, or the whole life of one of its rows."
    static let help = """
        usage: mpo-bridge show ID [ROW] [--cells] [--json]

          ID             an invocation's id, or the beginning of one
          ROW            the number of a row, from 0
          --cells        the row's cells and its result as well; the daemon's log names
                         who looked
          --json         print the daemon's answer as it is
        \(InstalledPaths.socketHelp)

        Of a row it tells how the mapping makes its operation, parameter by parameter,
        each attempt with its outcome (also one that was cut off when the bridge was
        stopped), what operators decided on it, the task's reference at MPO, the batch
        in which the product heard of it, what happens next, and which command changes
        that. Without --cells, cells and the result are masked, and so are cells that a
        peer's words quote.

        examples: mpo-bridge show 3f2a9c1b
                  mpo-bridge show 3f2a9c1b 17
                  mpo-bridge show 3f2a9c1b 17 --cells --json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let showsCells = arguments.flag("--cells")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        let id = try arguments.invocationID()
        let row = try arguments.positional().map { (word) throws(CommandError) in
            try Arguments.row(word)
        }
        try arguments.finish()
        guard row != nil || !showsCells else { throw .usage("--cells needs the number of a row") }
        let path = "/v1/invocations/\(id)" + (row.map { "/rows/\($0)" } ?? "")
        let answer = try AdminClient(socket: socket).get(
            path, [("cells", showsCells ? "true" : nil)])
        if json {
            Console.print(bytes: AdminText.line(answer.bytes))
        } else {
            Console.print(row == nil ? invocation(answer) : RowReport(answer).text)
        }
        return .ok
    }

    private static func invocation(_ answer: JSONValue) -> String {
        var facts = FactList()
        let number = AdminText.number(answer["number"])
        facts.add("invocation", "\(AdminText.word(answer["id"])) (number \(number))")
        facts.add("mapping", AdminText.word(answer["mapping"]))
        facts.add("tenant", AdminText.word(answer["tenantId"]))
        let reason = answer["reason"]?.string == nil ? "" : ": \(AdminText.word(answer["reason"]))"
        facts.add("state", AdminText.word(answer["state"]) + reason)
        facts.add(
            "accepted",
            "\(AdminText.time(answer["acceptedAt"])), "
                + "last change \(AdminText.time(answer["changedAt"])) (UTC)")
        let rows = answer["rows"]
        let count = { (name: String) in AdminText.number(rows?[name]) }
        facts.add(
            "rows",
            "\(count("stored")) here: \(count("succeeded")) succeeded, \(count("failed")) failed, "
                + "\(count("unknown")) unknown, \(count("outstanding")) outstanding")
        facts.add(
            "reported", "\(count("reported")) in batches: \(AdminText.number(answer["batches"]))")
        facts.add("attention", attention(answer))
        facts.addNext(answer["next"])
        return facts.text
    }

    /// The rows that have records of their own, by state.
    private static func attention(_ answer: JSONValue) -> String {
        let counts = answer["attention"]?.members.compactMap { name, value -> String? in
            guard let count = value.integer, count > 0 else { return nil }
            return "\(ProgressLine.grouped(count)) \(AdminText.word(name))"
        }
        guard let counts, !counts.isEmpty else { return "no row needed any" }
        let isCut = answer["attentionIsCut"]?.boolean == true
        return counts.joined(separator: ", ") + (isCut ? ", and more that were not counted" : "")
    }
}

extension FactList {
    /// What happens next, and what can be typed about it.
    mutating func addNext(_ next: JSONValue?) {
        let at = next?["at"]?.string == nil ? "" : ", at \(AdminText.time(next?["at"])) (UTC)"
        add("next", AdminText.word(next?["what"]) + at)
        for command in next?["commands"]?.elements.map({ $0 }) ?? [] {
            add(command: AdminText.word(command))
        }
    }
}
