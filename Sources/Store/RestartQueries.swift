internal import SQLite

/// What a start reads of an invocation that was left: row by row, so that no list of a million rows
/// ever stands in memory.
struct RestartQueries: ~Copyable {
    let callRanges: Statement
    let exceptions: Statement
    let batches: Statement
    let corrections: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let callRanges = try connection.prepare(
            """
            SELECT key, row_count FROM call
            WHERE key BETWEEN \(RowQueries.reaching) AND ?3 ORDER BY key
            """)
        // The columns of every query that yields an exception.
        let exceptions = try connection.prepare(
            """
            SELECT key, state, attempt, class, iif(state = 'reconciling', reason, NULL), at, due_at,
                NULL
            FROM exception WHERE key BETWEEN ?1 AND ?2 ORDER BY key
            """)
        let batches = try connection.prepare(
            "SELECT rows FROM batch WHERE key BETWEEN ?1 AND ?2 AND row_end > ?3 ORDER BY key")
        let corrections = try connection.prepare(
            "SELECT key FROM correction WHERE key BETWEEN ?1 AND ?2 ORDER BY key")
        self.callRanges = callRanges
        self.exceptions = exceptions
        self.batches = batches
        self.corrections = corrections
    }
}
