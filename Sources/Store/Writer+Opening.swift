internal import Bridge
internal import SQLite

extension Writer {
    /// Opens a store, makes one of an empty file, or refuses what is neither.
    static func open(
        _ path: String, options: StoreOptions, lock: consuming FileLock, now: UnixTime
    ) throws(StoreError) -> sending Writer {
        // Before SQLite does it with the umask's permissions; its log and index inherit these.
        try FileLock.create(path)
        let connection = try stored { () throws(SQLiteError) in
            try Connection(path: path, access: .readWrite)
        }
        connection.waitForLocks(options.busyTimeout)
        try examine(connection, options.key)
        try prepare(connection, options)
        // Whatever ended the last process may have been a sync that failed.
        try stored { () throws(SQLiteError) in
            try connection.rewriteLog()
            try connection.gatherLogWrites()
        }
        try Schema.migrate(connection)
        StoreCrashPoint.reached(.storeOpened)
        try Sealing.admit(connection, options.key)
        let lastSeen = try lastSeen(connection)
        let salt = try salt(connection)
        let epoch = try nextEpoch(connection, now)
        StoreCrashPoint.reached(.epochBegun)
        do throws(SQLiteError) {
            return try Writer(
                connection: connection, options: options, lock: lock, epoch: epoch,
                lastSeen: lastSeen, salt: salt)
        } catch { throw StoreError(error) }
    }

    /// Before anything is written: the file may be somebody else's, a newer program's, or sealed
    /// with another key. One that is refused stays as it is, byte for byte, its log included.
    private static func examine(
        _ connection: borrowing Connection, _ key: StoreKey?
    ) throws(StoreError) {
        try stored { () throws(SQLiteError) in try connection.keepLogOnClose(true) }
        if try Schema.knownVersion(of: connection) > 0 {
            try Sealing.examine(connection, key)
        }
        try stored { () throws(SQLiteError) in try connection.keepLogOnClose(false) }
    }

    private static func prepare(
        _ connection: borrowing Connection, _ options: StoreOptions
    ) throws(StoreError) {
        let mode = try stored { () throws(SQLiteError) in
            try connection.execute(
                """
                -- Only an empty file takes a page size.
                PRAGMA page_size = \(options.pageBytes);
                PRAGMA cache_size = -\(options.cacheKibibytes);
                PRAGMA foreign_keys = ON;
                PRAGMA temp_store = MEMORY;
                -- Deleted cells are overwritten where that costs no further page.
                PRAGMA secure_delete = FAST;
                -- What an operator adds to the schema gets no say in what the daemon does.
                PRAGMA trusted_schema = OFF;
                -- After a burst the log shrinks to this again.
                PRAGMA journal_size_limit = 67108864;
                """)
            if let pagesMax = options.pagesMax {
                _ = try connection.integer("PRAGMA max_page_count = \(pagesMax)")
            }
            return try connection.text("PRAGMA journal_mode = WAL")
        }
        guard mode == "wal" else {
            throw .io("the store's file system cannot share memory, which SQLite's WAL mode needs")
        }
        // Each commit is on the disk before anybody hears of it.
        try stored { () throws(SQLiteError) in try connection.execute("PRAGMA synchronous = FULL") }
    }

    private static func lastSeen(
        _ connection: borrowing Connection
    ) throws(StoreError) -> UnixTime? {
        let (opened, changed) = try stored { () throws(SQLiteError) in
            (
                try connection.integer("SELECT value FROM meta WHERE name = 'opened_at'"),
                try connection.integer(
                    "SELECT changed_at FROM invocation ORDER BY key DESC LIMIT 1")
            )
        }
        guard let opened else { return nil }
        return UnixTime(milliseconds: max(opened, changed ?? opened))
    }

    private static func salt(_ connection: borrowing Connection) throws(StoreError) -> [UInt8] {
        var salt: [UInt8] = []
        for name in ["salt_1", "salt_2"] {
            let half = try stored { () throws(SQLiteError) in
                try connection.integer("SELECT value FROM meta WHERE name = '\(name)'")
            }
            guard let half else { throw .damaged("the store has no salt") }
            salt += (0..<8).map { UInt8(truncatingIfNeeded: half >> (8 * $0)) }
        }
        return salt
    }

    private static func nextEpoch(
        _ connection: borrowing Connection, _ now: UnixTime
    ) throws(StoreError) -> Int64 {
        try connection.transaction(StoreError.init) { () throws(StoreError) in
            let epoch = try stored { () throws(SQLiteError) in
                try connection.execute(
                    """
                    INSERT INTO meta VALUES ('opened_at', \(now.milliseconds))
                        ON CONFLICT (name) DO UPDATE SET value = excluded.value;
                    UPDATE meta SET value = value + 1 WHERE name = 'epoch';
                    """)
                return try connection.integer("SELECT value FROM meta WHERE name = 'epoch'")
            }
            guard let epoch else { throw .damaged("the store has no epoch") }
            return epoch
        }
    }
}
