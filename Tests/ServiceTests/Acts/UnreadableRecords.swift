import SQLite

/// Has SQLite refuse to read some records, as it does now and then and for no fault of theirs: the
/// error is neither one of the whole file nor one of the records.
struct UnreadableRecords {
    let path: String
    let table: String

    /// - Parameters:
    ///   - column: one that is replaced by a value that SQLite cannot make.
    ///   - condition: in which records.
    init(_ path: String, table: String, column: String, where condition: String) throws {
        self.path = path
        self.table = table
        let connection = try Self.connection(path)
        try connection.execute(
            """
            BEGIN IMMEDIATE;
            ALTER TABLE \(table) RENAME TO \(table)_kept;
            """)
        let names = try connection.names(of: "\(table)_kept").map { name in
            name == column
                ? "CASE WHEN \(condition) THEN zeroblob(1 << 40) ELSE \(name) END AS \(name)"
                : name
        }
        try connection.execute(
            """
            CREATE VIEW \(table) AS SELECT \(names.joined(separator: ", ")) FROM \(table)_kept;
            COMMIT;
            """)
    }

    /// They can be read again.
    func mend() throws {
        try Self.connection(path).execute(
            """
            BEGIN IMMEDIATE;
            DROP VIEW \(table);
            ALTER TABLE \(table)_kept RENAME TO \(table);
            COMMIT;
            """)
    }

    /// One that waits for its turn beside an engine.
    static func connection(_ path: String) throws -> Connection {
        let connection = try Connection(path: path, access: .readWrite)
        connection.waitForLocks(.seconds(60))
        return connection
    }
}

extension Connection {
    /// The columns of a table.
    fileprivate borrowing func names(of table: String) throws -> [String] {
        let statement = try prepare("SELECT name FROM pragma_table_info(?1) ORDER BY cid")
        try statement.bind(1, table)
        var names: [String] = []
        while try statement.step() { names.append(statement.string(0)) }
        return names
    }
}
