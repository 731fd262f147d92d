internal import SQLite

struct RowQueries: ~Copyable {
    let page: Statement
    let calls: Statement
    let exceptions: Statement
    let attempts: Statement
    let lastBatch: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let page = try connection.prepare(
            """
            SELECT key, row_count, columns, rows FROM page
            WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT 1
            """)
        let calls = try connection.prepare(
            """
            SELECT key, row_count, sent_at, milliseconds, results FROM call
            WHERE key BETWEEN \(Self.reaching) AND ?3 ORDER BY key
            """)
        let exceptions = try connection.prepare(
            """
            SELECT key, state, attempt, class, reason, at, due_at, result FROM exception
            WHERE key BETWEEN ?1 AND ?2 ORDER BY key
            """)
        let attempts = try connection.prepare(
            """
            SELECT attempt, sent_at, milliseconds, class, reason, number FROM attempt
            WHERE key = ?1 ORDER BY number
            """)
        let lastBatch = try connection.prepare(
            "SELECT max(key) FROM batch WHERE key BETWEEN ?1 AND ?2")
        self.page = page
        self.calls = calls
        self.exceptions = exceptions
        self.attempts = attempts
        self.lastBatch = lastBatch
    }

    /// The lowest key of a call from row ?2 on, or the call before it in the invocation that begins
    /// at ?1: calls never overlap, so at most that one reaches into the row.
    static let reaching = """
        coalesce((SELECT max(key) FROM call WHERE key BETWEEN ?1 AND ?2), ?2)
        """
}
