internal import SQLite

/// What the state of the daemon as a whole is read from.
struct StatusQueries: ~Copyable {
    let pauses: Statement
    let mappingExists: Statement
    let openCounts: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let pauses = try connection.prepare(
            "SELECT mapping, at, operator, reason FROM pause ORDER BY mapping LIMIT ?1")
        // A mapping's text is kept once, so these are few.
        let mappingExists = try connection.prepare(
            "SELECT EXISTS (SELECT 1 FROM mapping WHERE name = ?1)")
        let openCounts = try connection.prepare(
            """
            SELECT state, count(*) FROM (
                SELECT state FROM unfinished CROSS JOIN invocation USING (key)
                ORDER BY key LIMIT ?1)
            GROUP BY state
            """)
        self.pauses = pauses
        self.mappingExists = mappingExists
        self.openCounts = openCounts
    }
}
