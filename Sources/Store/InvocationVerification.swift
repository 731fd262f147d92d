internal import Bridge
internal import SQLite

/// Checks the records of one invocation against each other and against its counters. Each table is
/// read once, in the order of rows; what is kept are ranges of rows.
struct InvocationVerification {
    let subject: VerificationSubject
    private(set) var findings: [(what: String, meaning: String)] = []
    /// How many were read.
    var records = 0
    /// Claimed rows without a final status.
    var unsettled = RowRanges()

    init(_ subject: VerificationSubject) { self.subject = subject }

    var progress: Progress { subject.progress }

    mutating func run(_ queries: borrowing VerificationQueries) throws(SQLiteError) {
        checkInvocation()
        try checkPages(queries.pages, queries)
        try checkRows(queries)
        try checkAttempts(queries.attempts)
        checkEnd()
        try checkBatches(queries)
    }

    /// Each kind of finding is told once: one damage often has many faces.
    mutating func say(_ what: String, _ meaning: String) {
        if !findings.contains(where: { $0.meaning == meaning }) { findings.append((what, meaning)) }
    }

    func bind(_ query: borrowing Statement) throws(SQLiteError) {
        try query.bind(1, subject.keys.first)
        try query.bind(2, subject.keys.last)
    }

    private mutating func checkInvocation() {
        if subject.id.flatMap({ InvocationID($0) }) == nil {
            say("its invoke is missing", "it cannot be worked on")
        }
        if !subject.hasKnownState { say("its state is unknown", "no start takes it up") }
        if subject.hasImpossibleNumber {
            say("one of its counters is out of range", "it cannot be worked on")
        }
        if subject.isFromTheFuture {
            say("its epoch is later than the store's", "its calls of an earlier epoch look current")
        }
        if subject.isUnfinished == (progress.state == .completed) {
            subject.isUnfinished
                ? say("it is completed and listed as unfinished", "each start takes it up again")
                : say("it is not listed as unfinished", "no start takes it up: its rows stay")
        }
        let cursors = [
            ("reported_to", progress.reportedTo), ("settled_to", progress.settledTo),
            ("claimed_to", progress.claimedTo), ("rows_stored", progress.rowsStored),
        ]
        for (lower, higher) in zip(cursors, cursors.dropFirst()) where lower.1 > higher.1 {
            say(
                "\(lower.0) is \(lower.1) and \(higher.0) is \(higher.1)",
                "its cursors are out of order: rows may be skipped")
        }
        if progress.isWhole, progress.rowsAnnounced != progress.rowsStored {
            let announced = progress.rowsAnnounced.map { "\($0)" } ?? "none"
            say(
                "all rows are here, \(progress.rowsStored) of \(announced) announced",
                "rows that the product announced are missing")
        }
    }

    private mutating func checkPages(
        _ pages: borrowing Statement, _ queries: borrowing VerificationQueries
    ) throws(SQLiteError) {
        var next = 0
        try bind(pages)
        defer { pages.reset() }
        while try pages.step() {
            records += 1
            let first = RecordKey.row(pages.integer(0))
            let count = VerificationSubject.rowNumber(pages.integer(1))
            if first > next {
                say(
                    "rows \(next) to \(first - 1) are in no page",
                    "they can neither be sent nor be reported")
            }
            if first < next {
                say("row \(first) is in two pages", "nobody knows which of the two was sent")
            }
            let held = try queries.count(pages, in: .pageRows)
            if held != count {
                say(
                    "the page at row \(first) counts \(count) rows and holds \(held)",
                    "its rows can neither be sent nor be reported")
            }
            next = max(next, first + count)
        }
        if next != progress.rowsStored {
            say(
                "its pages end at row \(next), and it counts \(progress.rowsStored) rows",
                "rows are missing, or never worked on")
        }
    }

    private mutating func checkAttempts(_ attempts: borrowing Statement) throws(SQLiteError) {
        try bind(attempts)
        defer { attempts.reset() }
        while try attempts.step() {
            let row = RecordKey.row(attempts.integer(0))
            if attempts.integer(1) != 0 {
                say("attempts of row \(row) are missing", "the row's history has a gap")
            }
            if row >= progress.claimedTo {
                say("row \(row) has an attempt and was never claimed", "it may be sent twice")
            }
        }
    }

    private mutating func checkEnd() {
        if progress.isNotified, !progress.isWhole {
            say(
                "its product was told of the end, and its pages are still coming",
                "the end was told too early")
        }
        guard subject.isOver else { return }
        if !progress.isWhole || progress.settledTo != progress.rowsStored {
            say(
                "it is \(progress.state.rawValue), and \(progress.settledTo) of "
                    + "\(progress.rowsStored) rows are settled",
                "rows without a final status count as done: the product never hears of them")
        }
    }
}
