import JSON

/// `mpo-bridge acts`
enum ActsCommand: Command {
    static let name = "acts"
    static let summary = "List what operators have done, the newest first."
    static let help = """
        usage: mpo-bridge acts [OPTION ...]
               mpo-bridge acts stop NUMBER [OPTION ...]

          --limit N   so many, 1 to 10000 (20 unless given)
          --before N  those older than act number N
          --json      print {"acts":[...],"next":N} instead of the table; with stop,
                      the act
        \(InstalledPaths.socketHelp)

        Each retry, resolve and resume is kept, with the name of the user who asked for
        it, what it was about and how far it has come.

        stop ends a large act where it stands: what it has taken up goes on, and the
        rest stays as it is.

        example: mpo-bridge acts --limit 5
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let limit = try arguments.integer("--limit", 1...10_000)
        let before = try arguments.integer("--before", 1...Int.max)
        let json = arguments.flag("--json")
        let client = AdminClient(socket: try InstalledPaths.socket(&arguments))
        try arguments.finishOptions()
        if limit == nil, before == nil, let number = try arguments.actToStop() {
            try arguments.finish()
            ActReport(try client.post("/v1/acts/\(number)/stop", [])).print(json: json)
            return .ok
        }
        try arguments.finish()
        let list = try AdminList(
            client, "/v1/acts", name: "acts", [], cursor: "before", from: before,
            limit: limit ?? 20)
        if json {
            Console.print(bytes: AdminText.line(list.json))
            return .ok
        }
        guard !list.elements.isEmpty else {
            Console.error("there is no such act")
            return .ok
        }
        Console.print(table(list.elements).text(width: Console.width))
        if let next = list.next { Console.error("older ones: --before \(next)") }
        return .ok
    }

    private static func table(_ acts: [JSONValue]) -> TextTable {
        var table = TextTable([
            "ACT", "AT", "OPERATOR", "VERB", "SCOPE", "DONE", "SKIPPED", "ENDED", "NOTE",
        ])
        for act in acts {
            table.lines.append(
                .cells([
                    act["number"]?.integer.map { String($0) } ?? "-", AdminText.time(act["at"]),
                    AdminText.word(act["operator"]), AdminText.word(act["verb"]),
                    scope(act["scope"]), AdminText.number(act["rows"]),
                    AdminText.number(act["skipped"]),
                    act["endedAt"]?.string == nil ? "goes on" : AdminText.time(act["endedAt"]),
                    AdminText.word(act["note"]),
                ]))
        }
        return table
    }

    private static func scope(_ scope: JSONValue?) -> String {
        var words: [String] = []
        if scope?["invocation"]?.string != nil {
            words.append(AdminText.shortID(scope?["invocation"]))
        }
        if let row = scope?["row"]?.integer { words.append("row \(row)") }
        if scope?["state"]?.string != nil { words.append(AdminText.word(scope?["state"])) }
        if scope?["mapping"]?.string != nil {
            words.append("mapping \(AdminText.word(scope?["mapping"]))")
        }
        return words.isEmpty ? "all" : words.joined(separator: " ")
    }
}

extension Arguments {
    /// The act of `stop NUMBER`; `nil` when nothing is to be stopped.
    fileprivate mutating func actToStop() throws(CommandError) -> Int? {
        guard let word = positional() else { return nil }
        guard word == "stop" else { throw .usage("'\(word)' is one word too many") }
        guard let number = positional().flatMap({ Int($0) }), number > 0 else {
            throw .usage(
                "the number of an act is needed", hint: "'mpo-bridge acts' lists them")
        }
        return number
    }
}
