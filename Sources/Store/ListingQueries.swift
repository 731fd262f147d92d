internal import SQLite

/// What people ask of invocations. Each query looks at a bounded number of records, however many
/// there are.
struct ListingQueries: ~Copyable {
    let invocations: Statement
    let unfinished: Statement
    let summary: Statement
    let idsOfPrefix: Statement
    let mappingNames: Statement

    init(on connection: borrowing Connection) throws(SQLiteError) {
        let invocations = try connection.prepare(
            """
            SELECT key, \(Self.fits) FROM invocation
            WHERE key < ?1 ORDER BY key DESC LIMIT ?2
            """)
        // CROSS JOIN keeps the order: the unfinished ones are few beside a long history.
        let unfinished = try connection.prepare(
            """
            SELECT key, \(Self.fits) FROM unfinished CROSS JOIN invocation USING (key)
            WHERE key < ?1 ORDER BY key DESC LIMIT ?2
            """)
        let summary = try connection.prepare(
            """
            SELECT \(InvocationQueries.moving), id, mapping.name, tenant_id
            FROM invocation JOIN invoke USING (key) JOIN mapping ON mapping.number = mapping
            WHERE invocation.key = ?1
            """)
        let idsOfPrefix = try connection.prepare(
            "SELECT id FROM invoke WHERE id >= ?1 AND id < ?1 || 'g' ORDER BY id LIMIT ?2")
        let mappingNames = try connection.prepare("SELECT DISTINCT name FROM mapping LIMIT ?1")
        self.invocations = invocations
        self.unfinished = unfinished
        self.summary = summary
        self.idsOfPrefix = idsOfPrefix
        self.mappingNames = mappingNames
    }

    /// Whether an invocation has the state ?3, a mapping of the name ?4 and the tenant ?5, and was
    /// accepted before ?6 and not before ?7, where NULL asks for nothing. What does
    /// not fit already is not looked up any further.
    private static let fits = """
        CASE
            WHEN ?3 IS NOT NULL AND state <> ?3 THEN 0
            WHEN ?6 IS NOT NULL AND accepted_at >= ?6 THEN 0
            WHEN ?7 IS NOT NULL AND accepted_at < ?7 THEN 0
            WHEN ?4 IS NOT NULL AND ?4 <> (SELECT name FROM invoke
                JOIN mapping ON mapping.number = mapping WHERE invoke.key = invocation.key) THEN 0
            WHEN ?5 IS NOT NULL AND ?5 <> (SELECT tenant_id FROM invoke
                WHERE invoke.key = invocation.key) THEN 0
            ELSE 1
        END
        """
}
