import HTTPServer

/// `mpo-bridge demo`
enum DemoCommand: Command {
    static let name = "demo"
    static let summary = "Show the bridge at work: no configuration, no network."
    static let help = """
        usage: mpo-bridge demo [--rows N] [--json]

          --rows N  rows of each of the two data sets, 10 to 20000 (1000 unless given)
          --json    print the counts as JSON on stdout instead of the table

        Plays both remote sides on the loopback and runs the real daemon between them,
        as a process of its own with a store in a temporary directory. One data set
        comes with its invoke, the other is pulled page by page, and a few things go
        wrong on purpose. At the end it prints what became of the rows, and checks the
        counts of both sides.

        Exit status 0: every row was reported once, no task was created twice, and
        completion came last. 1: something was not so; it says what, and keeps the
        daemon's log.

        example: mpo-bridge demo --rows 5000
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let rows = try arguments.integer("--rows", 10...20_000) ?? 1_000
        let json = arguments.flag("--json")
        try arguments.finish()
        let signals: SignalDescriptor
        do {
            // Before any other thread: each inherits what is blocked here.
            signals = try SignalDescriptor([.terminate, .interrupt])
        } catch {
            throw CommandError("cannot wait for signals: \(error)")
        }
        SignalDescriptor.ignoreBrokenPipes()

        let folder = try TemporaryDirectory(named: "mpo-bridge-demo")
        let demo = Demo(DemoScenario(rows: rows), in: folder, signals: signals)
        let outcome: DemoOutcome?
        do throws(CommandError) {
            outcome = try demo.run()
        } catch {
            throw CommandError(
                error.message, hint: "look into the daemon's log: \(demo.logPath)",
                code: error.code)
        }
        guard let outcome else {
            folder.remove()
            throw CommandError("stopped by a signal")
        }
        if json {
            Console.print(bytes: outcome.json)
        } else {
            Console.print(DemoReport(outcome).text(width: Console.width))
        }
        guard outcome.problems.isEmpty else {
            for problem in outcome.problems { Console.error("wrong: \(problem)") }
            throw CommandError(
                "\(outcome.problems.count) of the checks failed",
                hint: "look into the daemon's log: \(demo.logPath)")
        }
        folder.remove()
        return .ok
    }
}
