import SQLite

/// A table that is plain, with the store's durability, its cache and the way it writes the log.
struct BenchBareStore: ~Copyable {
    private let connection: Connection
    private let insert: Statement
    private let update: Statement

    /// Pages in the log: as the store's own limit.
    private static let logFramesMax = 1_000

    init(_ path: String) throws(SQLiteError) {
        let connection = try Connection(path: path, access: .readWrite)
        try connection.execute(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA cache_size = -512;
            CREATE TABLE record (
                key INTEGER PRIMARY KEY, state INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
            """)
        try connection.gatherLogWrites()
        // Into variables first: a half-made noncopyable value cannot be given up.
        let insert = try connection.prepare("INSERT INTO record (state, text) VALUES (1, ?1)")
        let update = try connection.prepare(
            "UPDATE record SET state = state + 1 WHERE key = (SELECT max(key) FROM record)")
        self.connection = connection
        self.insert = insert
        self.update = update
    }

    /// What is done in `body` is on the disk at its end.
    func transaction(
        _ body: (borrowing BenchBareStore) throws(SQLiteError) -> Void
    ) throws(SQLiteError) {
        try connection.transaction({ $0 }) { () throws(SQLiteError) in try body(self) }
        if connection.logFrames >= Self.logFramesMax { try connection.checkpoint(.passive) }
    }

    func add(_ text: [UInt8]) throws(SQLiteError) { try insert.run(lending: text, at: 1) }

    /// Changes the record that was added last.
    func change() throws(SQLiteError) { try update.run() }
}
