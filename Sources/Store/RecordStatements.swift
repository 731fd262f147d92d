internal import SQLite

/// What a step writes.
struct RecordStatements: ~Copyable {
    let progress: Statement
    let finish: Statement
    let reopen: Statement
    let unfinish: Statement
    let page: Statement
    let call: Statement
    let exception: Statement
    let attempt: Statement
    let batch: Statement
    let correction: Statement
    let hasCorrections: Statement
    let corrected: Statement
    let act: Statement
    let pause: Statement
    let unpause: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        // A completed invocation moves again only when it is reopened.
        let progress = try connection.prepare(
            """
            UPDATE invocation SET state = ?2, epoch = ?3, changed_at = ?4, rows_announced = ?5,
                rows_stored = ?6, is_whole = ?7, claimed_to = ?8, settled_to = ?9,
                reported_to = ?10, succeeded = ?11, failed = ?12, unknown = ?13, reported = ?14,
                reason = ?15, is_notified = ?16
            WHERE key = ?1 AND state <> 'completed'
            """)
        let finish = try connection.prepare("DELETE FROM unfinished WHERE key = ?1")
        // One whose deletion has begun has lost its invoke.
        let reopen = try connection.prepare(
            """
            UPDATE invocation SET state = 'running' WHERE key = ?1 AND state = 'completed'
                AND EXISTS (SELECT 1 FROM invoke WHERE invoke.key = ?1)
            """)
        let unfinish = try connection.prepare("INSERT INTO unfinished VALUES (?1)")
        let page = try connection.prepare("INSERT INTO page VALUES (?1, ?2, ?3, ?4)")
        let call = try connection.prepare("INSERT INTO call VALUES (?1, ?2, ?3, ?4, ?5)")
        // Not REPLACE, which deletes first: an update leaves the index alone where it can.
        let exception = try connection.prepare(
            """
            INSERT INTO exception VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                ON CONFLICT (key) DO UPDATE SET state = excluded.state,
                    attempt = excluded.attempt, class = excluded.class,
                    reason = excluded.reason, at = excluded.at, due_at = excluded.due_at,
                    result = excluded.result
            """)
        let attempt = try connection.prepare(
            """
            INSERT INTO attempt SELECT ?1, coalesce(max(number), 0) + 1, ?2, ?3, ?4, ?5, ?6
                FROM attempt WHERE key = ?1
            """)
        let batch = try connection.prepare("INSERT INTO batch VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        let correction = try connection.prepare("INSERT OR IGNORE INTO correction VALUES (?1)")
        let hasCorrections = try connection.prepare(
            "SELECT EXISTS (SELECT 1 FROM correction WHERE key BETWEEN ?1 AND ?2)")
        let corrected = try connection.prepare("DELETE FROM correction WHERE key BETWEEN ?1 AND ?2")
        let act = try connection.prepare(
            """
            INSERT OR REPLACE INTO act VALUES
                (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
            """)
        let pause = try connection.prepare(
            "INSERT OR REPLACE INTO pause VALUES (?1, ?2, ?3, ?4)")
        let unpause = try connection.prepare("DELETE FROM pause WHERE mapping = ?1")
        // Into variables first: a half-made noncopyable value cannot be given up.
        self.progress = progress
        self.finish = finish
        self.reopen = reopen
        self.unfinish = unfinish
        self.page = page
        self.call = call
        self.exception = exception
        self.attempt = attempt
        self.batch = batch
        self.correction = correction
        self.hasCorrections = hasCorrections
        self.corrected = corrected
        self.act = act
        self.pause = pause
        self.unpause = unpause
    }
}
