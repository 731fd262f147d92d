import Simulator

/// What the demonstration tells a person: some rows, the counts of both sides, and what they mean.
struct DemoReport {
    private let outcome: DemoOutcome
    /// How many rows of each data set are shown that simply succeeded.
    private static let succeededShown = 3

    init(_ outcome: DemoOutcome) { self.outcome = outcome }

    func text(width: Int) -> String {
        let width = max(60, min(width, 130))
        // The words are about a run in which all went as it should.
        let isRight = outcome.problems.isEmpty
        let parts = [table.text(width: width), counts] + (isRight ? [words(width)] : [])
        return parts.joined(separator: "\n\n")
    }

    // MARK: - The rows

    private var table: TextTable {
        let results = OfferColumn.allCases.filter { $0 != .id } + [.id]
        var table = TextTable(["correlation id", "status"] + results.map(\.rawValue))
        for (number, flow) in [(1, "with data"), (2, "pulled page by page")] {
            let rows = outcome.rows.filter { $0.invocation == number }
            let shown = Self.interesting(rows)
            table.lines.append(.title("Data set \(number), \(flow)"))
            table.lines += shown.map { line($0, results) }
            let others = rows.count - shown.count
            if others > 0 {
                table.lines.append(.cells(["… and \(ProgressLine.grouped(others)) more"]))
            }
        }
        return table
    }

    private func line(_ row: ReportedRow, _ results: [OfferColumn]) -> TextTable.Line {
        let start = [row.correlationID, row.status]
        if row.isFailure { return .message(start, row.message) }
        let order = results.compactMap { OfferColumn.allCases.firstIndex(of: $0) }
        return .cells(start + order.map { row.results.indices.contains($0) ? row.results[$0] : "" })
    }

    /// The first that succeeded, and of the failures one of each kind of message.
    private static func interesting(_ rows: [ReportedRow]) -> [ReportedRow] {
        var succeeded = 0
        var kinds: Set<String> = []
        return rows.filter { row in
            guard row.isFailure else {
                succeeded += 1
                return succeeded <= succeededShown
            }
            let kind = row.message.prefix(20)
            return kinds.insert(String(kind)).inserted
        }
    }

    // MARK: - The counts

    private var counts: String {
        let totals = outcome.product.totals
        let scenario = outcome.scenario
        let again = totals.reportedAgainSame + totals.reportedAgainDifferent
        let lines: [(String, Int, String)] = [
            ("rows in two data sets", totals.rows, "\(totals.pages) pages pulled"),
            ("rows reported", totals.reported, "\(again) of them twice"),
            ("  succeeded", totals.succeeded, ""),
            (
                "  failed", totals.failures,
                "\(scenario.unmappable) not mapped, \(scenario.refused) refused, "
                    + "\(scenario.unknown) unknown"
            ),
            (
                "MPO tasks created", outcome.mpo.created,
                "\(outcome.mpo.duplicates) of them twice, "
                    + "\(ProgressLine.grouped(outcome.mpo.calls)) calls"
            ),
            (
                "import batches", totals.batches,
                "largest \(totals.batchMax), limit \(scenario.pushBatchMax)"
            ),
            ("completions", totals.completions, "\(totals.completionsEarly) before the last batch"),
        ]
        let nameWidth = lines.map(\.0.count).max() ?? 0
        return lines.map { name, count, note in
            let number = ProgressLine.grouped(count)
            let padding = String(repeating: " ", count: nameWidth + 8 - name.count - number.count)
            return "\(name)\(padding)\(number)" + (note.isEmpty ? "" : "   \(note)")
        }.joined(separator: "\n")
    }

    // MARK: - What they mean

    private func words(_ width: Int) -> String {
        let scenario = outcome.scenario
        let reference = outcome.unknown?.reference ?? "?"
        let paragraphs = [
            """
            \(scenario.unmappable) rows could not be mapped: their amount is no number, so they \
            failed alone, before MPO heard of them.
            """,
            """
            The call that MPO answered with 429 counts as NOT SENT, and was made again a second \
            later: where it is certain that no task exists, trying again is safe.
            """,
            """
            1 row was REFUSED: MPO looked at it and said no, so no task exists. It failed with \
            MPO's reason, and sending it again would change nothing.
            """,
            """
            1 row is UNKNOWN: MPO answered only that the process had not answered in time. The \
            task may exist (here it does), and a second one could be a second loan. So the \
            bridge does not send such a row again, and reports its reference to look it up by: \
            \(reference)
            """,
            """
            The product answered one import with 503; the batch was sent again, and completion \
            waited for it.
            """,
            summary,
        ]
        return paragraphs.map { DisplayWidth.wrap($0, min(width, 100)).joined(separator: "\n") }
            .joined(separator: "\n\n")
    }

    private var summary: String {
        let seconds = (outcome.elapsed / .seconds(1) * 10).rounded() / 10
        var text = "All of it took \(seconds) s"
        if let usage = outcome.usage {
            let milliseconds = Int(outcome.ending.cpu / .milliseconds(1))
            let mebibytes = usage.residentBytesMax >> 20
            text += "; the daemon used \(milliseconds) ms of CPU and \(mebibytes) MiB of memory"
        }
        return text
            + ". Both ledgers agree with what was sent. To try more: mpo-bridge help simulate"
    }
}
