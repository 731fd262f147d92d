import JSON
import Simulator

/// What came of the demonstration: the ledgers of both sides, and whether all of it is right.
struct DemoOutcome {
    let scenario: DemoScenario
    let mpo: MPOLedger
    let product: ProductLedger
    let rows: [ReportedRow]
    /// The ids that the bridge gave the two invocations: with data, and pulled.
    let invocationIDs: [String]
    /// The row whose outcome nobody knows, and how often a task was created for its reference.
    let unknown: (row: ReportedRow, reference: String, creations: Int)?
    let usage: ChildUsage?
    let ending: ChildEnding
    let elapsed: Duration
    /// What is not as it should be.
    private(set) var problems: [String] = []

    init(
        scenario: DemoScenario, mpo: MPOSimulator, product: ProductSimulator,
        invokes: [InvokeReport], usage: ChildUsage?, ending: ChildEnding, elapsed: Duration
    ) {
        self.scenario = scenario
        self.mpo = mpo.ledger
        self.product = product.ledger
        rows = product.reportedRows.sorted { ($0.invocation, $0.row) < ($1.invocation, $1.row) }
        let invocationIDs = invokes.compactMap(\.firstInvocationID)
        self.invocationIDs = invocationIDs
        unknown =
            rows.lazy.compactMap { row in
                guard invocationIDs.indices.contains(row.invocation - 1) else { return nil }
                let reference = "\(invocationIDs[row.invocation - 1])-\(row.row)"
                guard row.isFailure, row.message.contains(reference) else { return nil }
                return (row, reference, mpo.creations(of: reference))
            }.first
        self.usage = usage
        self.ending = ending
        self.elapsed = elapsed
        check()
    }

    // MARK: - The checks

    private mutating func check() {
        let totals = product.totals
        expect(totals.rows, scenario.allRows, "rows of the data sets")
        expect(totals.reported, scenario.allRows, "rows that were reported")
        expect(totals.reportedAgainSame, 0, "rows that were reported twice")
        expect(totals.reportedAgainDifferent, 0, "rows that were reported twice, differently")
        expect(totals.succeeded, scenario.succeeded, "rows that succeeded")
        let failures = scenario.unmappable + scenario.refused + scenario.unknown
        expect(totals.failures, failures, "rows that failed")
        expect(totals.warnings, 0, "rows with a warning")
        expect(totals.rowsServed, scenario.rows, "rows that were pulled")
        if totals.batchMax > scenario.pushBatchMax {
            problems.append("a batch of \(totals.batchMax) rows is above the limit")
        }
        expect(totals.completions, 2, "completions")
        expect(totals.completionsEarly, 0, "completions before the last result")
        expect(totals.completionsAgain, 0, "completions after the first")
        expect(totals.rowsLate, 0, "rows that came after the completion")
        expect(product.finished, 2, "finished invocations")
        expect(product.injected["import-503"] ?? 0, scenario.importsPostponed, "imports put off")
        problems += product.violations

        expect(mpo.created, scenario.succeeded + scenario.unknown, "tasks created")
        expect(mpo.duplicates, 0, "tasks created twice")
        expect(mpo.withoutReference, 0, "tasks without a reference")
        expect(mpo.calls, mpo.created + scenario.refused + scenario.postponed, "calls of MPO")
        expect(mpo.signatureFailures, 0, "wrong signatures")
        expect(mpo.malformed, 0, "operations that cannot be understood")
        expect(unknown?.creations ?? 0, 1, "tasks of the row whose outcome is unknown")
        if !ending.isSuccess { problems.append("the daemon \(ending)") }
    }

    private mutating func expect(_ found: Int, _ expected: Int, _ what: String) {
        guard found != expected else { return }
        problems.append("\(what): \(found) instead of \(expected)")
    }

    // MARK: - For programs

    /// One JSON object and a line end.
    var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("ok")
        writer.boolean(problems.isEmpty)
        for (name, value) in numbers {
            writer.key(name)
            writer.integer(value)
        }
        writer.key("problems")
        writer.beginArray()
        for problem in problems { writer.string(problem) }
        writer.endArray()
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private var numbers: [(String, Int)] {
        let totals = product.totals
        let again = totals.reportedAgainSame + totals.reportedAgainDifferent
        return [
            ("rows", totals.rows), ("rowsReported", totals.reported),
            ("rowsReportedTwice", again), ("succeeded", totals.succeeded),
            ("failed", totals.failures), ("unmappable", scenario.unmappable),
            ("refused", mpo.injected["invalid"] ?? 0), ("unknown", unknown == nil ? 0 : 1),
            ("calls", mpo.calls), ("callsPostponed", mpo.injected["429"] ?? 0),
            ("tasksCreated", mpo.created), ("tasksCreatedTwice", mpo.duplicates),
            ("pages", totals.pages), ("batches", totals.batches),
            ("batchRowsMax", totals.batchMax), ("batchRowsLimit", scenario.pushBatchMax),
            ("importsPostponed", product.injected["import-503"] ?? 0),
            ("completions", totals.completions), ("completionsEarly", totals.completionsEarly),
            ("milliseconds", Int(elapsed / .milliseconds(1))),
            ("daemonCPUMilliseconds", Int(ending.cpu / .milliseconds(1))),
            ("daemonPeakBytes", usage?.residentBytesMax ?? 0),
        ]
    }
}

extension ReportedRow {
    /// The places of AMS's own columns in what comes back.
    private static var statusPlace: Int { 1 }
    private static var messagePlace: Int { 2 }

    var correlationID: String { outputs.first ?? "" }
    var status: String { outputs.count > Self.statusPlace ? outputs[Self.statusPlace] : "" }
    var message: String { outputs.count > Self.messagePlace ? outputs[Self.messagePlace] : "" }
    /// The columns of the result.
    var results: [String] { Array(outputs.dropFirst(Self.messagePlace + 1)) }
    var isFailure: Bool { status == "failure" }
}
