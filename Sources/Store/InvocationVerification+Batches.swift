internal import Bridge
internal import SQLite

extension InvocationVerification {
    /// What the product has heard, as far as the records tell.
    private struct Report {
        /// The rows of all batches.
        var rows = RowRanges()
        /// Reported rows that were taken up again and have not been reported since.
        var corrections = RowRanges()
        var hasBatches: Bool { !rows.isEmpty }
        /// How many rows the product has heard the last word of.
        var count: Int { rows.count - corrections.count }
    }

    mutating func checkBatches(_ queries: borrowing VerificationQueries) throws(SQLiteError) {
        var report = Report()
        try read(queries.batches, &report)
        try read(corrections: queries.corrections, &report)
        if report.count != progress.reported {
            say(
                "it counts \(progress.reported) reported rows, and its batches hold "
                    + "\(report.count)", "the end comes too early, or never")
        }
        if let row = firstUnsettled(of: report) {
            say("row \(row) is in a batch and has no final status", "its end will not be reported")
        }
        checkCursor(report)
        if subject.isOver, report.hasBatches, report.count != progress.rowsStored {
            say(
                "it is \(progress.state.rawValue), and \(report.count) of "
                    + "\(progress.rowsStored) rows are in batches",
                "the product was told of the end before the last row")
        }
    }

    private mutating func read(
        _ batches: borrowing Statement, _ report: inout Report
    ) throws(SQLiteError) {
        var number = 0
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
            let before = report.rows.count
            for range in rows.ranges { report.rows.insert(range) }
            // Only corrections are reported a second time.
            if report.rows.count - before + Int(batches.integer(3)) != rows.count {
                say("batch \(number) holds rows of an earlier one", "the product heard them twice")
            }
        }
    }

    private mutating func read(
        corrections: borrowing Statement, _ report: inout Report
    ) throws(SQLiteError) {
        try bind(corrections)
        defer { corrections.reset() }
        while try corrections.step() {
            records += 1
            let row = RecordKey.row(corrections.integer(0))
            report.corrections.insert(row..<row + 1)
            if !report.rows.contains(row) {
                say(
                    "row \(row) is to be reported again and is in no batch",
                    "the end comes too early, or never")
            }
        }
    }

    /// Every row below `reported_to` was heard of, and is not to be corrected.
    private mutating func checkCursor(_ report: Report) {
        // Without an import endpoint no batch is sent, and the cursor follows the settled rows.
        if !report.hasBatches, progress.reportedTo == progress.settledTo { return }
        if let row = report.corrections.first, row < progress.reportedTo {
            say(
                "row \(row) is to be reported again and counts as reported",
                "the product never hears of its new end")
        }
        var unheard = RowRanges(0..<progress.reportedTo)
        for range in report.rows.ranges { unheard.remove(range) }
        if let row = unheard.first {
            say("row \(row) counts as reported and is in no batch", "the product never heard of it")
        }
    }

    /// A row of a batch without a final status, unless an operator took it up again.
    private func firstUnsettled(of report: Report) -> Int? {
        if let last = report.rows.ranges.last, last.upperBound > progress.claimedTo {
            return last.upperBound - 1
        }
        var heard = report.rows.ranges[...]
        if !report.corrections.isEmpty {
            var rows = report.rows
            for range in report.corrections.ranges { rows.remove(range) }
            heard = rows.ranges[...]
        }
        // Both are in order.
        for range in unsettled.ranges {
            while let first = heard.first, first.upperBound <= range.lowerBound {
                heard.removeFirst()
            }
            guard let first = heard.first else { return nil }
            let row = max(range.lowerBound, first.lowerBound)
            if row < range.upperBound { return row }
        }
        return nil
    }
}
