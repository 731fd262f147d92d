internal import CSQLite
internal import Glibc

/// One compiled statement, kept for many runs. Parameters count from 1, columns from 0.
@safe package struct Statement: ~Copyable {
    let raw: OpaquePointer

    init(_ sql: String, on connection: OpaquePointer) throws(SQLiteError) {
        var raw: OpaquePointer?
        // https://www.sqlite.org/c3ref/c_prepare_normalize.html: "a hint to the query planner that
        // the prepared statement will be retained for a long time and probably reused many times".
        let code = unsafe sqlite3_prepare_v3(
            connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &raw, nil)
        guard code == SQLITE_OK, let prepared = unsafe raw else {
            throw unsafe Connection.error(code, connection, sql: sql)
        }
        unsafe self.raw = prepared
    }

    deinit { _ = unsafe sqlite3_finalize(raw) }

    /// Runs to the next row; `false` when there is none any more, and the statement is reset then.
    package func step() throws(SQLiteError) -> Bool {
        errno = 0
        switch unsafe sqlite3_step(raw) {
        case SQLITE_ROW: return true
        case SQLITE_DONE:
            reset()
            return false
        case let code:
            // Before the reset, which may replace the message.
            let error = failure(code)
            reset()
            throw error
        }
    }

    /// Runs to the end, whatever rows are left: what a statement changes by itself is committed
    /// there, and an error of that is told nowhere else.
    func finish() throws(SQLiteError) {
        while try step() {}
    }

    /// Runs a statement that yields no row.
    package func run() throws(SQLiteError) {
        let hasRow = try step()
        if hasRow { reset() }
    }

    /// Runs a statement that yields no row, with bytes as the text of one parameter that SQLite
    /// reads where they lie.
    package func run(lending text: [UInt8], at index: Int32) throws(SQLiteError) {
        // `withUnsafeBufferPointer` keeps a typed error; the pointer is good until it returns.
        try unsafe text.withUnsafeBufferPointer { bytes throws(SQLiteError) in
            try check(
                unsafe bridge_sqlite_bind_text_lent(
                    raw, index, bytes.baseAddress, UInt64(bytes.count)))
            defer { _ = unsafe sqlite3_bind_null(raw, index) }
            try run()
        }
    }

    /// Ends the run, and with it the read transaction of a reading statement.
    package func reset() {
        // Returns the error of the last step once more, which `step()` has told already.
        _ = unsafe sqlite3_reset(raw)
    }

    func check(_ code: Int32) throws(SQLiteError) {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: Int32) -> SQLiteError {
        guard let connection = unsafe sqlite3_db_handle(raw) else {
            return SQLiteError(code: code, message: "no connection", sql: nil)
        }
        return unsafe Connection.error(code, connection, sql: sql)
    }

    /// The text it was compiled from, with its parameters' places instead of their values.
    package var sql: String {
        unsafe sqlite3_sql(raw).map { unsafe String(cString: $0) } ?? ""
    }
}
