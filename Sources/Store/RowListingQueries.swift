internal import SQLite

/// What people ask of rows. Each query looks at a bounded number of records, however many there
/// are.
struct RowListingQueries: ~Copyable {
    /// Failed, held and unknown rows have an index; of the others there are never many.
    let exceptionStates: Statement
    let actableStates: Statement
    let actableCount: Statement
    let correction: Statement
    let exceptionCounts: Statement
    let exceptions: Statement
    let batchesOfRow: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let exceptionStates = try connection.prepare(
            """
            SELECT key, state = ?3 FROM exception
            WHERE key BETWEEN ?1 AND ?2 ORDER BY key LIMIT ?4
            """)
        // The second condition is the index's own: without it the index could not be used.
        let actableStates = try connection.prepare(
            """
            SELECT key, 1 FROM exception
            WHERE state = ?3 AND \(Schema.isActable)
                AND key BETWEEN ?1 AND ?2 ORDER BY key LIMIT ?4
            """)
        let actableCount = try connection.prepare(
            """
            SELECT count(*), coalesce(sum(?5 IS NULL OR ?5 = (SELECT name FROM invoke
                JOIN mapping ON mapping.number = mapping WHERE invoke.key = found.key >> 32)), 0)
            FROM (SELECT key FROM exception
                WHERE state = ?3 AND \(Schema.isActable)
                    AND key BETWEEN ?1 AND ?2 LIMIT ?4) AS found
            """)
        let correction = try connection.prepare("SELECT 1 FROM correction WHERE key = ?1")
        let exceptionCounts = try connection.prepare(
            """
            SELECT state, count(*) FROM
                (SELECT state FROM exception WHERE key BETWEEN ?1 AND ?2 ORDER BY key LIMIT ?3)
            GROUP BY state
            """)
        // Without the results, which may be large.
        let exceptions = try connection.prepare(
            """
            SELECT key, state, attempt, class, reason, at, due_at, NULL FROM exception
            WHERE key BETWEEN ?1 AND ?2 ORDER BY key
            """)
        // A text such as 17-99,150 is cast to its first number.
        let batchesOfRow = try connection.prepare(
            """
            SELECT key, sent_at, milliseconds, attempts, rows FROM batch
            WHERE key BETWEEN ?1 AND ?2 AND row_end > ?3 AND CAST(rows AS INTEGER) <= ?3
            ORDER BY key
            """)
        self.exceptionStates = exceptionStates
        self.actableStates = actableStates
        self.actableCount = actableCount
        self.correction = correction
        self.exceptionCounts = exceptionCounts
        self.exceptions = exceptions
        self.batchesOfRow = batchesOfRow
    }
}
