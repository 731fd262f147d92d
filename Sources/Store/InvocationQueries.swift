internal import SQLite

struct InvocationQueries: ~Copyable {
    let open: Statement
    let byKey: Statement
    let byID: Statement
    let totals: Statement
    let oldest: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let open = try connection.prepare(
            """
            SELECT key FROM unfinished
            WHERE key > ?1 ORDER BY key LIMIT ?2
            """)
        let byKey = try connection.prepare(Self.invocation + " WHERE invocation.key = ?1")
        let byID = try connection.prepare(Self.invocation + " WHERE id = ?1")
        let totals = try connection.prepare(
            """
            SELECT count(*), coalesce(sum(rows_stored - succeeded - failed - unknown), 0),
                coalesce(sum(state = 'halted'), 0)
            FROM unfinished JOIN invocation USING (key)
            """)
        // CROSS JOIN keeps the order: the first ones are looked at, and no others.
        let oldest = try connection.prepare(
            """
            SELECT state, min(accepted_at) FROM (
                SELECT state, accepted_at FROM unfinished CROSS JOIN invocation USING (key)
                ORDER BY key LIMIT ?1)
            GROUP BY state
            """)
        self.open = open
        self.byKey = byKey
        self.byID = byID
        self.totals = totals
        self.oldest = oldest
    }

    /// Columns 0 to 16 of every query that yields a progress.
    static let moving = """
        invocation.key, state, epoch, accepted_at, changed_at, rows_announced, rows_stored,
        is_whole, claimed_to, settled_to, reported_to, succeeded, failed, unknown, reported, reason,
        is_notified
        """

    private static let invocation = """
        SELECT \(moving), id, mapping.name, mapping.text, app_id, install_id, instance_id,
            service_id, tenant_id, product_id, data_set_id, head
        FROM invocation JOIN invoke USING (key) JOIN mapping ON mapping.number = mapping
        """
}
