internal import SQLite

/// What acts of operators, and lists of them, read.
struct ActQueries: ~Copyable {
    let newest: Statement
    let open: Statement
    let ofScope: Statement
    let lastNumber: Statement
    let actable: Statement
    let unfinished: Statement
    let lastInvocation: Statement
    let mappingName: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let newest = try connection.prepare(
            Self.act + " WHERE number < ?1 ORDER BY number DESC LIMIT ?2")
        let open = try connection.prepare(Self.act + " WHERE ended_at IS NULL ORDER BY number")
        let ofScope = try connection.prepare(
            Self.act + " WHERE invocation IS ?1 AND row IS ?2 AND at >= ?3"
                + " ORDER BY number DESC LIMIT ?4")
        let lastNumber = try connection.prepare("SELECT coalesce(max(number), 0) FROM act")
        // The second condition is the index's own: only with it the index may be used
        // (https://www.sqlite.org/partialindex.html, 3).
        let actable = try connection.prepare(
            """
            SELECT key, state, attempt, class, reason, at, due_at, result FROM exception
            WHERE state = ?1 AND \(Schema.isActable)
                AND key > ?2 AND key <= ?3
            ORDER BY key LIMIT ?4
            """)
        let unfinished = try connection.prepare(
            """
            SELECT key, state = 'halted' FROM unfinished JOIN invocation USING (key)
            WHERE key > ?1 AND key <= ?2 ORDER BY key LIMIT ?3
            """)
        let lastInvocation = try connection.prepare("SELECT max(key) FROM invocation")
        let mappingName = try connection.prepare(
            """
            SELECT mapping.name FROM invoke JOIN mapping ON mapping.number = mapping
            WHERE key = ?1
            """)
        self.newest = newest
        self.open = open
        self.ofScope = ofScope
        self.lastNumber = lastNumber
        self.actable = actable
        self.unfinished = unfinished
        self.lastInvocation = lastInvocation
        self.mappingName = mappingName
    }

    private static let act = """
        SELECT number, at, operator, verb, invocation, row, state, mapping, resolution, value,
            rows_per_second, rows, skipped, place, last, ended_at, note
        FROM act
        """
}
