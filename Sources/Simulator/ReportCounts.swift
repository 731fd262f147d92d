internal import JSON

/// What a bridge reported to the simulated product: for one invocation, or for all of them.
package struct ReportCounts: Hashable, Sendable {
    /// Nothing was reported yet.
    package init() {}

    /// Rows of the data sets.
    package internal(set) var rows = 0
    /// Rows with a result.
    package internal(set) var reported = 0
    /// Rows that were reported once more, with the same content.
    package internal(set) var reportedAgainSame = 0
    /// Rows that were reported once more, with other content.
    package internal(set) var reportedAgainDifferent = 0
    /// Rows first reported as `success`.
    package internal(set) var succeeded = 0
    /// Rows first reported as `warning`.
    package internal(set) var warnings = 0
    /// Rows first reported as `failure`.
    package internal(set) var failures = 0
    /// Rows in imports that came after the completion.
    package internal(set) var rowsLate = 0
    /// Rows in imports that took effect, but whose answer was spoilt on purpose: that many may be
    /// reported again without anybody's fault.
    package internal(set) var rowsAnswerLost = 0
    /// Export pages served.
    package internal(set) var pages = 0
    /// Rows in them.
    package internal(set) var rowsServed = 0
    /// Imports that took effect.
    package internal(set) var batches = 0
    /// Rows of the largest batch.
    package internal(set) var batchMax = 0
    /// Completions that counted.
    package internal(set) var completions = 0
    /// Of them, those that came while rows had no result.
    package internal(set) var completionsEarly = 0
    /// Completions of what was completed before.
    package internal(set) var completionsAgain = 0
    /// Completions that counted, but whose answer was spoilt on purpose.
    package internal(set) var completionAnswersLost = 0

    /// Rows without a result.
    package var missing: Int { rows - reported }

    /// Adds what one call changed.
    mutating func add(_ now: ReportCounts, since before: ReportCounts) {
        let largest = max(batchMax, now.batchMax)
        self = combined(now.combined(before, -), +)
        batchMax = largest
    }

    private func combined(
        _ other: ReportCounts, _ combine: (Int, Int) -> Int
    ) -> ReportCounts {
        var result = ReportCounts()
        result.rows = combine(rows, other.rows)
        result.reported = combine(reported, other.reported)
        result.reportedAgainSame = combine(reportedAgainSame, other.reportedAgainSame)
        result.reportedAgainDifferent = combine(
            reportedAgainDifferent, other.reportedAgainDifferent)
        result.succeeded = combine(succeeded, other.succeeded)
        result.warnings = combine(warnings, other.warnings)
        result.failures = combine(failures, other.failures)
        result.rowsLate = combine(rowsLate, other.rowsLate)
        result.rowsAnswerLost = combine(rowsAnswerLost, other.rowsAnswerLost)
        result.pages = combine(pages, other.pages)
        result.rowsServed = combine(rowsServed, other.rowsServed)
        result.batches = combine(batches, other.batches)
        result.completions = combine(completions, other.completions)
        result.completionsEarly = combine(completionsEarly, other.completionsEarly)
        result.completionsAgain = combine(completionsAgain, other.completionsAgain)
        result.completionAnswersLost = combine(completionAnswersLost, other.completionAnswersLost)
        return result
    }

    /// Writes the members of an object that is open.
    func write(to writer: inout JSONWriter) {
        let members = [
            ("rows", rows), ("reported", reported), ("missing", missing),
            ("reportedAgainSame", reportedAgainSame),
            ("reportedAgainDifferent", reportedAgainDifferent), ("succeeded", succeeded),
            ("warnings", warnings), ("failures", failures), ("rowsLate", rowsLate),
            ("rowsAnswerLost", rowsAnswerLost), ("pages", pages), ("rowsServed", rowsServed),
            ("batches", batches), ("batchMax", batchMax), ("completions", completions),
            ("completionsEarly", completionsEarly), ("completionsAgain", completionsAgain),
            ("completionAnswersLost", completionAnswersLost),
        ]
        for (name, value) in members {
            writer.key(name)
            writer.integer(value)
        }
    }
}
