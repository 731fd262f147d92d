internal import SQLite

/// What an accepted invoke reads and writes, its pages apart.
struct IntakeStatements: ~Copyable {
    let duplicate: Statement
    let findMapping: Statement
    let addMapping: Statement
    let invocation: Statement
    let invoke: Statement
    let unfinished: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        // The newest one, as a single row: with `max`, the id is of the record that has it
        // (https://www.sqlite.org/lang_select.html#bareagg). NULL when there is none.
        let duplicate = try connection.prepare(
            """
            SELECT id, max(key) FROM invoke CROSS JOIN invocation USING (key)
            WHERE id > ?1 AND id < ?1 || 'g' AND digest = ?2 AND accepted_at > ?3
            """)
        let findMapping = try connection.prepare(
            "SELECT number FROM mapping WHERE name = ?1 AND text = ?2")
        let addMapping = try connection.prepare(
            "INSERT INTO mapping (name, text) VALUES (?1, ?2) RETURNING number")
        // The parameters of `RecordStatements.progress`, and one more.
        let invocation = try connection.prepare(
            """
            INSERT INTO invocation (key, state, epoch, changed_at, rows_announced, rows_stored,
                is_whole, claimed_to, settled_to, reported_to, succeeded, failed, unknown, reported,
                reason, is_notified, accepted_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?4)
            """)
        let invoke = try connection.prepare(
            "INSERT INTO invoke VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")
        let unfinished = try connection.prepare("INSERT INTO unfinished VALUES (?1)")
        self.duplicate = duplicate
        self.findMapping = findMapping
        self.addMapping = addMapping
        self.invocation = invocation
        self.invoke = invoke
        self.unfinished = unfinished
    }
}
