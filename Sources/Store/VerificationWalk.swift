internal import Bridge
internal import SQLite

/// Goes through the invocations of a store in the order of their numbers.
struct VerificationWalk: ~Copyable {
    private let queries: VerificationQueries
    /// Every invocation up to this number is done.
    private var lookedAtTo: Int64 = 0
    private var isAtEnd = false

    init(_ connection: borrowing Connection, _ values: SealedView) throws(SQLiteError) {
        queries = try VerificationQueries(on: connection, values: values)
    }

    mutating func run(
        _ report: inout VerificationReport, recordsMax: Int, _ progress: (String) -> Void
    ) throws(SQLiteError) {
        while !isAtEnd {
            try queries.begin.run()
            let limit = report.records + recordsMax
            while !isAtEnd, report.records < limit { try next(&report) }
            try queries.end.run()
            let noun = report.invocations == 1 ? "invocation" : "invocations"
            progress(
                "records: \(report.records), of \(report.invocations) \(noun) with "
                    + "\(report.rows) rows")
        }
    }

    /// One invocation, and whatever lies between the one before and this one.
    private mutating func next(_ report: inout VerificationReport) throws(SQLiteError) {
        try queries.invocation.bind(1, lookedAtTo)
        guard try queries.invocation.step() else {
            queries.invocation.reset()
            try findStrays(to: .max, &report)
            isAtEnd = true
            return
        }
        let subject = VerificationSubject(queries.invocation)
        queries.invocation.reset()
        try findStrays(to: subject.keys.first - 1, &report)
        lookedAtTo = subject.number
        report.invocations += 1
        report.records += 1
        // Its deletion has begun: whatever is left of it goes with the next retention.
        if subject.isBeingDeleted { return }
        report.rows += subject.progress.rowsStored
        var check = InvocationVerification(subject)
        try check.run(queries)
        report.records += check.records
        let id = subject.id.flatMap { InvocationID($0) }
        for finding in check.findings {
            report.add(
                VerificationReport.Finding(
                    invocation: id, key: InvocationKey(subject.number), what: finding.what,
                    meaning: finding.meaning))
        }
    }

    /// Records between the invocation looked at last and the next one belong to none.
    private func findStrays(
        to last: Int64, _ report: inout VerificationReport
    ) throws(SQLiteError) {
        let first = lookedAtTo == 0 ? .min : (lookedAtTo << 32 | Int64(UInt32.max)) + 1
        guard first <= last else { return }
        try queries.lowest.bind(1, first)
        try queries.lowest.bind(2, last)
        defer { queries.lowest.reset() }
        while try queries.lowest.step() {
            guard let key = queries.lowest.optionalInteger(1) else { continue }
            let owner = key >> 32
            report.add(
                VerificationReport.Finding(
                    invocation: nil,
                    key: (1...Int64(Int32.max)).contains(owner) ? InvocationKey(owner) : nil,
                    what: "it has a record of kind \(queries.lowest.string(0)) and is not there",
                    meaning: "nobody reads such records, and no retention deletes them"))
        }
    }
}
