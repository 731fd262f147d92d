internal import CSQLite
internal import Glibc

/// One connection, for one thread at a time. Not copyable, so exactly one owner closes it.
@safe package struct Connection: ~Copyable {
    package enum Access: Sendable {
        /// The file is made when it is not there.
        case readWrite
        case readOnly
        /// For a file that nobody writes to: neither locked nor given a log
        /// (https://www.sqlite.org/uri.html#uriimmutable).
        case immutable

        var flags: Int32 {
            switch self {
            case .readWrite: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            case .readOnly: SQLITE_OPEN_READONLY
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        }

        func name(of path: String) -> String {
            guard self == .immutable else { return path }
            var name = "file:"
            for byte in path.utf8 {
                if Self.isPlain(byte) {
                    name.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    name += byte < 16 ? "%0" : "%"
                    name += String(byte, radix: 16)
                }
            }
            return name + "?immutable=1"
        }

        /// Whether a byte stands for itself in a URI's path.
        private static func isPlain(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "-")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
    }

    /// What opens and closes a transaction.
    private struct Brackets: ~Copyable {
        let begin: Statement
        let commit: Statement
        let rollback: Statement

        init(on connection: OpaquePointer) throws(SQLiteError) {
            // Into variables first: a half-made noncopyable value cannot be given up.
            let begin = unsafe try Statement("BEGIN IMMEDIATE", on: connection)
            let commit = unsafe try Statement("COMMIT", on: connection)
            let rollback = unsafe try Statement("ROLLBACK", on: connection)
            self.begin = begin
            self.commit = commit
            self.rollback = rollback
        }
    }

    let raw: OpaquePointer
    /// Where the hook of the write-ahead log leaves the log's length; freed after the connection.
    private let frames: UnsafeMutablePointer<Int32>
    private let brackets: Brackets

    /// Before the first connection of the process; afterwards SQLite refuses it, which harms
    /// nothing.
    private static let memoryStatisticsAreOff = bridge_sqlite_memory_statistics_off() == SQLITE_OK

    /// Opens a file. Errors of its content show with the first statement that reads it.
    package init(path: String, access: Access) throws(SQLiteError) {
        _ = Self.memoryStatisticsAreOff
        var raw: OpaquePointer?
        // Without SQLite's own mutexes: one thread uses the connection at a time.
        let flags = access.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(access.name(of: path), &raw, flags, nil)
        guard code == SQLITE_OK, let opened = unsafe raw else {
            let error = unsafe raw.map { unsafe Self.error(code, $0, sql: path) }
            // https://www.sqlite.org/c3ref/open.html: "Whether or not an error occurs when it is
            // opened, resources […] should be released by passing it to sqlite3_close()".
            _ = unsafe sqlite3_close_v2(raw)
            throw error ?? SQLiteError(code: code, message: "out of memory", sql: path)
        }
        do throws(SQLiteError) {
            self.brackets = unsafe try Brackets(on: opened)
        } catch {
            _ = unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe self.raw = opened
        unsafe frames = .allocate(capacity: 1)
        unsafe frames.initialize(to: 0)
        _ = unsafe sqlite3_wal_hook(opened, Self.noteFrames, frames)
    }

    deinit {
        // https://www.sqlite.org/c3ref/close.html: with unfinalized statements the connection
        // becomes a zombie that "is automatically deallocated when the last prepared statement is
        // finalized".
        _ = unsafe sqlite3_wal_hook(raw, nil, nil)
        _ = unsafe sqlite3_rollback_hook(raw, nil, nil)
        _ = unsafe sqlite3_close_v2(raw)
        unsafe frames.deallocate()
    }

    /// Called by SQLite after each commit in WAL mode, with the number of pages in the log.
    private static let noteFrames:
        @convention(c) (
            UnsafeMutableRawPointer?, OpaquePointer?, UnsafePointer<CChar>?, Int32
        ) -> Int32 = { context, _, _, count in
            unsafe context?.assumingMemoryBound(to: Int32.self).pointee = count
            return SQLITE_OK
        }

    /// Pages in the write-ahead log after the last commit. SQLite's own automatic checkpoint is
    /// off: it would run inside the commit, before its caller hears of it, and hide its errors.
    package var logFrames: Int { unsafe Int(frames.pointee) }

    /// Rows that the last statement inserted, changed or deleted.
    package var changes: Int { unsafe Int(sqlite3_changes64(raw)) }

    package func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        unsafe try Statement(sql, on: raw)
    }

    /// Runs statements that have neither parameters nor interesting results.
    package func execute(_ sql: String) throws(SQLiteError) {
        errno = 0
        let code = unsafe sqlite3_exec(raw, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw unsafe Self.error(code, raw, sql: sql) }
    }

    /// The first column of the first row; `nil` when there is no row.
    package func integer(_ sql: String) throws(SQLiteError) -> Int64? {
        let statement = try prepare(sql)
        let value = try statement.step() ? statement.integer(0) : nil
        try statement.finish()
        return value
    }

    /// The first column of the first row as text; `nil` when there is no row.
    package func text(_ sql: String) throws(SQLiteError) -> String? {
        let statement = try prepare(sql)
        let value = try statement.step() ? statement.string(0) : nil
        try statement.finish()
        return value
    }

    /// How long a statement waits for another connection's lock.
    package func waitForLocks(_ duration: Duration) {
        let milliseconds = duration / .milliseconds(1)
        _ = unsafe sqlite3_busy_timeout(raw, Int32(clamping: Int(milliseconds)))
    }

    /// `body` runs inside BEGIN IMMEDIATE … COMMIT; any error rolls back and is rethrown,
    /// SQLite's own through `failure`.
    package func transaction<R: ~Copyable, Failure: Error>(
        _ failure: (SQLiteError) -> Failure, _ body: () throws(Failure) -> R
    ) throws(Failure) -> R {
        do { try brackets.begin.run() } catch { throw failure(error) }
        do throws(Failure) {
            let result = try body()
            do { try brackets.commit.run() } catch { throw failure(error) }
            return result
        } catch {
            // Some errors have rolled back already (https://www.sqlite.org/lang_transaction.html).
            // A rollback that fails leaves nothing committed either, and the first error says more.
            if unsafe sqlite3_get_autocommit(raw) == 0 { try? brackets.rollback.run() }
            throw error
        }
    }

    static func error(_ code: Int32, _ raw: OpaquePointer, sql: String?) -> SQLiteError {
        // SQLite notes no system error for a COMMIT that fails. Whoever called it cleared this one:
        // an earlier lack of space must not pass for the reason of a broken disk.
        let last = code & 0xff == SQLITE_IOERR ? errno : 0
        let noted = unsafe sqlite3_system_errno(raw)
        return SQLiteError(
            code: code, message: unsafe String(cString: sqlite3_errmsg(raw)), sql: sql,
            systemError: noted == 0 ? last : noted)
    }
}
