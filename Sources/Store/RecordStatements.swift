internal import SQLite

/// What a step writes.
struct RecordStatements: ~Copyable {
    let progress: Statement
    let finish: Statement
    let page: Statement
    let call: Statement
    let exception: Statement
    let attempt: Statement
    let batch: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        // A completed invocation never moves again.
        let progress = try connection.prepare(
            """
            UPDATE invocation SET state = ?2, epoch = ?3, changed_at = ?4, rows_announced = ?5,
                rows_stored = ?6, is_whole = ?7, claimed_to = ?8, settled_to = ?9,
                reported_to = ?10, succeeded = ?11, failed = ?12, unknown = ?13, reported = ?14,
                reason = ?15
            WHERE key = ?1 AND state <> 'completed'
            """)
        let finish = try connection.prepare("DELETE FROM unfinished WHERE key = ?1")
        let page = try connection.prepare("INSERT INTO page VALUES (?1, ?2, ?3, ?4)")
        let call = try connection.prepare("INSERT INTO call VALUES (?1, ?2, ?3, ?4, ?5)")
        // Without a further index, REPLACE overwrites the record where it lies.
        let exception = try connection.prepare(
            "INSERT OR REPLACE INTO exception VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        let attempt = try connection.prepare(
            """
            INSERT INTO attempt SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6
                FROM attempt WHERE key = ?1
            """)
        let batch = try connection.prepare("INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        // Into variables first: a half-made noncopyable value cannot be given up.
        self.progress = progress
        self.finish = finish
        self.page = page
        self.call = call
        self.exception = exception
        self.attempt = attempt
        self.batch = batch
    }
}
