internal import Bridge
internal import SQLite

/// What a verification reads. Records come in the order of their keys, one at a time.
struct VerificationQueries: ~Copyable {
    /// The next invocation after number ?1, with what hangs on it once.
    let invocation: Statement
    let pages: Statement
    let calls: Statement
    let exceptions: Statement
    let attempts: Statement
    let batches: Statement
    let corrections: Statement
    /// The lowest key of each table from ?1 to ?2.
    let lowest: Statement
    let begin: Statement
    let end: Statement
    /// The elements of a JSON array that was opened.
    private let length: Statement
    private let values: SealedView

    init(
        on connection: borrowing Connection, values: SealedView
    ) throws(SQLiteError) {
        let invocation = try connection.prepare(
            """
            SELECT invocation.key, state, rows_announced, rows_stored, is_whole, claimed_to,
                settled_to, reported_to, succeeded, failed, unknown, reported, id,
                EXISTS (SELECT 1 FROM unfinished WHERE unfinished.key = invocation.key),
                is_notified, epoch > (SELECT value FROM meta WHERE name = 'epoch')
            FROM invocation LEFT JOIN invoke USING (key)
            WHERE invocation.key > ?1 ORDER BY invocation.key LIMIT 1
            """)
        let pages = try connection.prepare(
            "SELECT key, row_count, \(values.isOpen ? Self.length("rows") : "rows") FROM page "
                + Self.range)
        let calls = try connection.prepare(
            "SELECT key, row_count, \(values.isOpen ? Self.length("results") : "results") "
                + "FROM call \(Self.range)")
        let exceptions = try connection.prepare(
            "SELECT key, state, result IS NULL FROM exception \(Self.range)")
        // One line for each row whose attempts are not numbered from 1 without a gap, and the last
        // row that has any.
        let attempts = try connection.prepare(
            """
            SELECT key, count(*) <> max(number) OR min(number) <> 1 FROM attempt
            WHERE key BETWEEN ?1 AND ?2 GROUP BY key
            HAVING count(*) <> max(number) OR min(number) <> 1
                OR key = (SELECT max(key) FROM attempt WHERE key BETWEEN ?1 AND ?2)
            ORDER BY key
            """)
        let batches = try connection.prepare(
            "SELECT key, rows, row_end, corrected FROM batch \(Self.range)")
        let corrections = try connection.prepare("SELECT key FROM correction \(Self.range)")
        let lowest = try connection.prepare(
            Self.tables.map {
                "SELECT '\($0)', min(key) FROM \($0) WHERE key BETWEEN ?1 AND ?2"
            }.joined(separator: " UNION ALL "))
        let begin = try connection.prepare("BEGIN")
        let end = try connection.prepare("COMMIT")
        let length = try connection.prepare("SELECT \(Self.length("?1"))")
        self.invocation = invocation
        self.pages = pages
        self.calls = calls
        self.exceptions = exceptions
        self.attempts = attempts
        self.batches = batches
        self.corrections = corrections
        self.lowest = lowest
        self.begin = begin
        self.end = end
        self.length = length
        self.values = values
    }

    /// Those whose records belong to an invocation by their keys.
    private static let tables = ["page", "call", "exception", "attempt", "batch", "correction"]

    private static let range = "WHERE key BETWEEN ?1 AND ?2 ORDER BY key"

    /// How many rows a page, or results a call, holds, of the one that a query stands at: column 2;
    /// -1 when that is no JSON, or cannot be opened.
    func count(
        _ query: borrowing Statement, in column: SealedColumn
    ) throws(SQLiteError) -> Int64 {
        switch values {
        case .open: return query.integer(2)
        case .closed: return query.integer(1)
        case .opened(let vault):
            let place = ValuePlace(column, query.integer(0))
            guard let text = try? query.optionalValue(2, place, vault) else { return -1 }
            try length.bind(1, text: text)
            defer { length.reset() }
            return try length.step() ? length.integer(0) : -1
        }
    }

    /// The elements of a JSON array; -1 when the text is not JSON.
    private static func length(_ column: String) -> String {
        "CASE WHEN json_valid(\(column)) THEN json_array_length(\(column)) ELSE -1 END"
    }
}
