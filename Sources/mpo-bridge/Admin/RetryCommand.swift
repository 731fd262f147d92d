import JSON

/// `mpo-bridge retry`
enum RetryCommand: Command {
    static let name = "retry"
    static let summary = "Send rows again that failed, are held, or are unknown."
    static let help = """
        usage: mpo-bridge retry ID [ROW ...] [OPTION ...]
               mpo-bridge retry --all [OPTION ...]

          ID ROW ...      rows of one invocation, such as 3 7 9-12 (at most 1000);
                          without any, all of its failed rows
          --all           failed rows of all invocations
          --state STATE   failed, held or unknown rows instead of failed ones
          --mapping NAME  with --all: only those under this mapping
          --rate N        at most so many rows a second
          --may-repeat    held and unknown rows as well: each may have a task already,
                          and you have looked at MPO that it has none
          --no-wait       do not wait until all are back in the queue
          --json          print the acts as JSON, one a line
        \(InstalledPaths.socketHelp)

        The product hears of a row's new end although it has heard of the first one; it
        is not told a second time that the data set is complete. Each attempt bears the
        same reference: MPO refuses a second task while the first one lives.

        Of rows that are named, each is told that cannot be sent again, and the others
        are; the exit status is 1 then.

        Rows come back into the queue in small steps that are on disk. Ctrl-C only ends
        the watching; 'mpo-bridge acts' shows how far it is.

        examples: mpo-bridge retry 3f2a9c1b 17
                  mpo-bridge retry 3f2a9c1b --state unknown --may-repeat
                  mpo-bridge retry --all --mapping loan-offer --rate 50
        """

    /// Rows that are named one by one, at most: each is an act of its own.
    private static let rowsMax = 1_000

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        var order = ActOrder("retry")
        let isAll = arguments.flag("--all")
        order.state = try arguments.word("--state", among: ["failed", "held", "unknown"])
        order.mapping = try arguments.option("--mapping")
        order.rate = try arguments.integer("--rate", 1...1_000_000)
        order.mayRepeat = arguments.flag("--may-repeat")
        let waits = !arguments.flag("--no-wait")
        let json = arguments.flag("--json")
        let socket = try InstalledPaths.socket(&arguments)
        try arguments.finishOptions()
        var rows: [Int] = []
        if !isAll {
            order.invocation = try arguments.invocationID()
            rows = try Self.rows(&arguments)
        }
        try arguments.finish()
        try check(order, isAll: isAll, namesRows: !rows.isEmpty)
        let follower = ActFollower(client: AdminClient(socket: socket), isQuiet: json)
        guard !rows.isEmpty else {
            ActReport(try follower.perform(order, waits: waits)).print(json: json)
            return .ok
        }
        return try retry(rows, order, follower, waits: waits, json: json)
    }

    /// One act a row: one that cannot be sent again keeps no other from it.
    private static func retry(
        _ rows: [Int], _ order: ActOrder, _ follower: ActFollower, waits: Bool, json: Bool
    ) throws(CommandError) -> ExitCode {
        var refusals: [ExitCode] = []
        for row in rows {
            var order = order
            order.row = row
            do throws(CommandError) {
                ActReport(try follower.perform(order, waits: waits)).print(json: json)
            } catch {
                // Neither the other rows' turn nor their fault.
                guard error.code != .unreachable, rows.count > 1 else { throw error }
                refusals.append(error.code)
                tell(error, row, json: json)
            }
        }
        guard let first = refusals.first else { return .ok }
        let done = rows.count - refusals.count
        if !json { Console.error("\(done) of \(rows.count) rows sent again") }
        return done == 0 && refusals.allSatisfy { $0 == first } ? first : .failed
    }

    /// `{"row":3,"error":{"message":…,"mend":…}}`
    private static func tell(_ error: CommandError, _ row: Int, json: Bool) {
        guard json else {
            let subject = error.message.contains("row \(row)") ? "" : "row \(row): "
            Console.error("mpo-bridge retry: left as it is: \(subject)\(error.message)")
            if let hint = error.hint { Console.error("    mend: \(hint)") }
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("row")
        writer.integer(row)
        writer.key("error")
        writer.beginObject()
        writer.key("message")
        writer.string(error.message)
        writer.key("mend")
        if let hint = error.hint { writer.string(hint) } else { writer.null() }
        writer.endObject()
        writer.endObject()
        Console.print(bytes: AdminText.line(writer.bytes))
    }

    private static func check(
        _ order: ActOrder, isAll: Bool, namesRows: Bool
    ) throws(CommandError) {
        guard isAll || order.mapping == nil else {
            throw .usage("--mapping goes with --all: an invocation has one mapping")
        }
        guard !namesRows || order.state == nil else {
            throw .usage("--state goes with all rows, not with some")
        }
        guard order.state == nil || order.state == "failed" || order.mayRepeat else {
            throw .usage(
                "\(order.state ?? "") rows may have a task: sent again, a customer's task could "
                    + "be done twice",
                hint: "look at MPO whether the tasks are there; if not, say --may-repeat")
        }
    }

    private static func rows(_ arguments: inout Arguments) throws(CommandError) -> [Int] {
        var rows: [Int] = []
        var named: Set<Int> = []
        while let word = arguments.positional() {
            let range = try Arguments.rows(word)
            // A row that is named twice is sent again once.
            guard range.count <= rowsMax, named.union(range).count <= rowsMax else {
                throw .usage(
                    "more than \(rowsMax) rows are named",
                    hint: "leave the rows out to take all of a kind")
            }
            rows += range.filter { named.insert($0).inserted }
        }
        return rows
    }
}
