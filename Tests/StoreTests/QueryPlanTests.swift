import SQLite
import Testing

@testable import Store

/// With a million rows in the store every reading command must answer at once: no query may look at
/// a whole table that grows with the rows, nor sort what it finds.
@Suite struct `A query of the store` {
    /// Where a row, or an invocation, has a record of its own.
    private static let large = [
        "page", "call", "exception", "attempt", "batch", "invocation", "invoke", "act",
        "correction",
    ]

    /// What SQLite would do, a line a step (https://www.sqlite.org/eqp.html).
    private func plan(
        _ sql: String, _ connection: borrowing Connection
    ) throws(SQLiteError) -> [String] {
        let explained = try connection.prepare("EXPLAIN QUERY PLAN \(sql)")
        var lines: [String] = []
        while try explained.step() { lines.append(explained.string(3)) }
        return lines
    }

    private func expectDirect(
        _ sql: String, _ connection: borrowing Connection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        for line in try plan(sql, connection) {
            let words = line.split(separator: " ")
            // A scan that ends with LIMIT, in the order of the key, is bounded; so is a minimum.
            let isScan =
                words.first == "SCAN"
                && words.dropFirst().first.map { Self.large.contains("\($0)") }
                    == true
            // The index of open acts holds none of the others.
            let isBounded = sql.contains("LIMIT") || line.contains("INDEX act_open")
            #expect(!isScan || isBounded, "\(line) in \(sql)", sourceLocation: sourceLocation)
            let isSort =
                line.contains("TEMP B-TREE") && !sql.contains("DISTINCT name")
                && !sql.contains("GROUP BY state")
            #expect(!isSort, "\(line) in \(sql)", sourceLocation: sourceLocation)
        }
    }

    @Test func `of rows, acts and single invocations goes by a key or an index`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let connection = try workplace.stranger()
        let rows = try RowQueries(on: connection)
        try expectDirect(rows.page.sql, connection)
        try expectDirect(rows.calls.sql, connection)
        try expectDirect(rows.exceptions.sql, connection)
        try expectDirect(rows.attempts.sql, connection)
        try expectDirect(rows.lastBatch.sql, connection)
        let lists = try RowListingQueries(on: connection)
        try expectDirect(lists.exceptionStates.sql, connection)
        try expectDirect(lists.actableStates.sql, connection)
        try expectDirect(lists.actableCount.sql, connection)
        try expectDirect(lists.correction.sql, connection)
        try expectDirect(lists.exceptionCounts.sql, connection)
        try expectDirect(lists.exceptions.sql, connection)
        try expectDirect(lists.batchesOfRow.sql, connection)
        let acts = try ActQueries(on: connection)
        try expectDirect(acts.newest.sql, connection)
        try expectDirect(acts.open.sql, connection)
        try expectDirect(acts.ofScope.sql, connection)
        try expectDirect(acts.lastNumber.sql, connection)
        try expectDirect(acts.actable.sql, connection)
        try expectDirect(acts.unfinished.sql, connection)
        try expectDirect(acts.lastInvocation.sql, connection)
        try expectDirect(acts.mappingName.sql, connection)
        let single = try InvocationQueries(on: connection)
        try expectDirect(single.byKey.sql, connection)
        try expectDirect(single.byID.sql, connection)
        try expectDirect(single.open.sql, connection)
        let intake = try IntakeStatements(on: connection)
        try expectDirect(intake.duplicate.sql, connection)
    }

    @Test func `of lists of invocations looks at a bounded number of them`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let connection = try workplace.stranger()
        let listing = try ListingQueries(on: connection)
        try expectDirect(listing.invocations.sql, connection)
        try expectDirect(listing.unfinished.sql, connection)
        try expectDirect(listing.summary.sql, connection)
        try expectDirect(listing.idsOfPrefix.sql, connection)
        try expectDirect(listing.mappingNames.sql, connection)
    }

    @Test func `that writes a record fills no table in memory for it`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let connection = try workplace.stranger()
        let intake = try IntakeStatements(on: connection)
        try expectNoTable(intake.duplicate.sql, connection)
        try expectNoTable(intake.invocation.sql, connection)
        try expectNoTable(intake.invoke.sql, connection)
        try expectNoTable(intake.unfinished.sql, connection)
        let records = try RecordStatements(on: connection)
        try expectNoTable(records.progress.sql, connection)
        try expectNoTable(records.finish.sql, connection)
        try expectNoTable(records.page.sql, connection)
        try expectNoTable(records.call.sql, connection)
        try expectNoTable(records.exception.sql, connection)
        try expectNoTable(records.attempt.sql, connection)
        try expectNoTable(records.batch.sql, connection)
        withKnownIssue {
            try expectNoTable(
                "INSERT INTO meta SELECT 'n', 1 WHERE ?1 IN ('a', 'b', 'c')", connection)
        }
    }

    /// SQLite makes such a table anew in each run, which is dearer than all the rest of it.
    private func expectNoTable(
        _ sql: String, _ connection: borrowing Connection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let explained = try connection.prepare("EXPLAIN \(sql)")
        while try explained.step() {
            let step = explained.string(1)
            #expect(step != "OpenEphemeral", "\(sql)", sourceLocation: sourceLocation)
        }
    }

    @Test func `that would look at everything is seen`() throws {
        let workplace = try Workplace()
        try workplace.store().stop()
        let connection = try workplace.stranger()
        withKnownIssue {
            try expectDirect("SELECT count(*) FROM exception WHERE attempt = 3", connection)
        }
        withKnownIssue {
            try expectDirect("SELECT key FROM call ORDER BY sent_at", connection)
        }
    }
}
