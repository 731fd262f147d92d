internal import SQLite

/// What a retention reads and writes.
struct DeletionStatements: ~Copyable {
    let candidates: Statement
    /// Whether number ?1 may still be deleted.
    let isDue: Statement
    /// Each deletes at most ?3 records with keys from ?1 to ?2.
    let pages: Statement
    let calls: Statement
    let exceptions: Statement
    let attempts: Statement
    let batches: Statement
    let invoke: Statement
    let invocation: Statement
    let acts: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let candidates = try connection.prepare(
            """
            SELECT key, state = 'completed' AND changed_at < ?2, accepted_at >= ?2
            FROM invocation WHERE key > ?1 ORDER BY key LIMIT ?3
            """)
        let isDue = try connection.prepare(
            """
            SELECT 1 FROM invocation
            WHERE key = ?1 AND state = 'completed' AND changed_at < ?2
            """)
        let pages = try connection.prepare(Self.some("page"))
        let calls = try connection.prepare(Self.some("call"))
        let exceptions = try connection.prepare(Self.some("exception"))
        let attempts = try connection.prepare(
            """
            DELETE FROM attempt WHERE (key, number) IN
                (SELECT key, number FROM attempt WHERE key BETWEEN ?1 AND ?2 LIMIT ?3)
            """)
        let batches = try connection.prepare(Self.some("batch"))
        let invoke = try connection.prepare("DELETE FROM invoke WHERE key = ?1")
        let invocation = try connection.prepare("DELETE FROM invocation WHERE key = ?1")
        // The newest stays: no number is used twice.
        let acts = try connection.prepare(
            """
            DELETE FROM act WHERE number IN
                (SELECT number FROM act WHERE ended_at < ?1
                    AND number < (SELECT max(number) FROM act) LIMIT ?2)
            """)
        self.candidates = candidates
        self.isDue = isDue
        self.pages = pages
        self.calls = calls
        self.exceptions = exceptions
        self.attempts = attempts
        self.batches = batches
        self.invoke = invoke
        self.invocation = invocation
        self.acts = acts
    }

    /// DELETE … LIMIT is a build option of SQLite, and not every distribution's has it.
    private static func some(_ table: String) -> String {
        """
        DELETE FROM \(table) WHERE key IN
            (SELECT key FROM \(table) WHERE key BETWEEN ?1 AND ?2 LIMIT ?3)
        """
    }
}
