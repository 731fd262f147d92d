import Bridge
import Service

/// `mpo-bridge map`
enum MapCommand: Command {
    static let name = "map"
    static let summary = "Show what a mapping makes of rows, without sending anything."
    static let help = """
        usage: mpo-bridge map FILE --config FILE [OPTION ...]
               mpo-bridge map --invocation ID --config FILE [OPTION ...]

          FILE             JSON: the body of an invoke as AMS sends it, a page of its
                           export, or an array with an object for each row
          --config FILE    the configuration whose mapping is tried; its secrets are
                           not needed
          --mapping NAME   this mapping, whether it matches or not
          --against FILE   another configuration: tell what it makes different, row by
                           row, instead of the operations
          --invocation ID  the rows of an invocation that the daemon knows
          --cells          with --invocation: show cells and what comes of them
          --rows N         the first N rows (of an invocation 100 unless given, and at
                           most 10000; of a file all)
          --json           print one JSON object instead
          --socket PATH    the daemon's admin.socket; that of --config unless given

        It tells which mapping matches and why those before it do not, where each
        column goes, which parameters want a column that is not there, and each row's
        operation exactly as MPO would get it, or why there is none. With --invocation
        the daemon's log names who looked, with --cells or without. Rows without an
        invoke bear the ids that the mapping matches, and invented ones such as
        <tenantId>.

        Exit status 0: every row becomes an operation. 1: a row does not, or no
        mapping matches.

        examples: mpo-bridge map invoke.json --config bridge.json
                  mpo-bridge map rows.json --config bridge.json --mapping loan-offer
                  mpo-bridge map invoke.json --config bridge.json --against new.json
        """

    /// Rows of an invocation: each is a question to the daemon.
    private static let recordedRows = (standard: 100, max: 10_000)

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let showsCells = arguments.flag("--cells")
        let mapping = try arguments.option("--mapping")
        let against = try arguments.option("--against")
        let invocation = try arguments.option("--invocation")
        let socket = try arguments.option("--socket")
        let rowsMax = try arguments.integer("--rows", 1...Limits.dataSetRowsMax)
        let config = try arguments.required("--config", "FILE")
        try arguments.finishOptions()
        let file = arguments.positional()
        try arguments.finish()
        guard invocation != nil || (!showsCells && socket == nil) else {
            throw .usage("--cells and --socket go with --invocation")
        }
        let configuration = try InstalledPaths.configuration(config)
        let data: DryRunData
        switch (file, invocation) {
        case (let file?, nil): data = try Self.data(file)
        case (nil, let id?):
            let rowsMax = rowsMax ?? recordedRows.standard
            guard rowsMax <= recordedRows.max else {
                throw .usage("--rows is at most \(recordedRows.max) with --invocation")
            }
            let socket = socket ?? configuration.admin.socket ?? InstalledPaths.standardSocket
            data = try RecordedRows(AdminClient(socket: socket)).data(
                Arguments.invocationID(id), rowsMax: rowsMax)
        case (nil, nil):
            throw .usage("what to map is needed", hint: "name a file, or --invocation ID")
        case (_?, _?): throw .usage("a file and --invocation are two answers")
        }
        let trial = try MapTrial(config, configuration, mapping: mapping, data)
        let other = try against.map { (file) throws(CommandError) in
            try MapTrial(
                file, InstalledPaths.configuration(file), mapping: mapping, data)
        }
        let report = MapReport(
            trial: trial, other: other, rowsMax: rowsMax,
            isMasked: invocation != nil && !showsCells)
        return (json ? report.printJSON() : report.printText()) ? .ok : .failed
    }

    private static func data(_ file: String) throws(CommandError) -> DryRunData {
        do throws(DryRunDataError) {
            return try DryRunData(path: file)
        } catch {
            throw CommandError(
                "\(file): \(PrintableText.escaped(error.problem))",
                hint: "it is the body of an invoke, a page of an export, or an array of objects")
        }
    }
}
