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
        try checkPages(queries.pages)
        try checkRows(queries)
        try checkAttempts(queries.attempts)
        checkEnd()
        try checkBatches(queries.batches)
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

    private mutating func checkPages(_ pages: borrowing Statement) throws(SQLiteError) {
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
            if pages.integer(2) != count {
                say(
                    "the page at row \(first) counts \(count) rows and holds \(pages.integer(2))",
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
        guard subject.isOver else { return }
        if !progress.isWhole || progress.settledTo != progress.rowsStored {
            say(
                "it is \(progress.state.rawValue), and \(progress.settledTo) of "
                    + "\(progress.rowsStored) rows are settled",
                "rows without a final status count as done: the product never hears of them")
        }
    }

    private mutating func checkBatches(_ batches: borrowing Statement) throws(SQLiteError) {
        var reported = RowRanges()
        var number = 0
        var sum = 0
        try bind(batches)
        defer { batches.reset() }
        while try batches.step() {
            records += 1
            number += 1
            let found = RecordKey.row(batches.integer(0))
            if found != number {
                say("batch \(number) is missing", "its rows are pushed again after the next start")
                number = found
            }
            guard let rows = RowRanges(text: batches.bytes(1)), !rows.isEmpty,
                rows.ranges.last?.upperBound == Int(batches.integer(2))
            else {
                say("batch \(number) has no valid rows", "nobody knows what the product has heard")
                continue
            }
            let before = reported.count
            for range in rows.ranges { reported.insert(range) }
            sum += rows.count
            if reported.count - before != rows.count {
                say("batch \(number) holds rows of an earlier one", "the product heard them twice")
            }
        }
        checkReported(reported, sum: sum)
    }

    /// - Parameter reported: the rows of all batches.
    private mutating func checkReported(_ reported: RowRanges, sum: Int) {
        if sum != progress.reported {
            say(
                "it counts \(progress.reported) reported rows, and its batches hold \(sum)",
                "the end comes too early, or never")
        }
        if let row = firstUnsettled(of: reported) {
            say("row \(row) is in a batch and has no final status", "its end will not be reported")
        }
        // Without an import endpoint no batch is sent, and the cursor follows the settled rows.
        if reported.isEmpty, progress.reportedTo == progress.settledTo { return }
        var unheard = RowRanges(0..<max(0, progress.reportedTo))
        for range in reported.ranges { unheard.remove(range) }
        if let row = unheard.first {
            say("row \(row) counts as reported and is in no batch", "the product never heard of it")
        }
        if subject.isOver, sum != progress.rowsStored {
            say(
                "it is \(progress.state.rawValue), and \(sum) of \(progress.rowsStored) rows are "
                    + "in batches", "the product was told of the end before the last row")
        }
    }

    private func firstUnsettled(of reported: RowRanges) -> Int? {
        if let last = reported.ranges.last, last.upperBound > progress.claimedTo {
            return last.upperBound - 1
        }
        // Two passes in step: both are in order.
        var index = 0
        for range in unsettled.ranges {
            while index < reported.ranges.count,
                reported.ranges[index].upperBound <= range.lowerBound
            { index += 1 }
            guard index < reported.ranges.count else { return nil }
            let first = max(range.lowerBound, reported.ranges[index].lowerBound)
            if first < range.upperBound { return first }
        }
        return nil
    }
}
