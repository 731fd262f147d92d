internal import CSQLite
internal import Glibc

extension Connection {
    /// Writes the whole write-ahead log once more, byte for byte, and syncs it.
    ///
    /// After an fsync that failed, Linux takes what it could not write for written: every process
    /// still sees it, a power cut loses it, and no later fsync repairs that
    /// (https://wiki.postgresql.org/wiki/Fsync_Errors). Commits that follow such a place in the log
    /// would be lost with it. So the first connection after an end of unknown cause makes the log
    /// on the disk what it seems to be, before anything is added to it. To be called in WAL mode,
    /// while nobody writes.
    package func rewriteLog() throws(SQLiteError) {
        let file = unsafe try openLog()
        // Not open: there is none.
        guard let methods = unsafe file.pointee.pMethods else { return }
        var size: sqlite3_int64 = 0
        try check(unsafe methods.pointee.xFileSize(file, &size))
        guard size > 0 else { return }
        let bytes = 1 << 16
        let buffer = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
        defer { unsafe buffer.deallocate() }
        var offset: sqlite3_int64 = 0
        while offset < size {
            let count = Int32(min(Int64(bytes), size - offset))
            try check(unsafe methods.pointee.xRead(file, buffer, count, offset))
            try check(unsafe methods.pointee.xWrite(file, buffer, count, offset))
            offset += Int64(count)
        }
        try check(unsafe methods.pointee.xSync(file, SQLITE_SYNC_NORMAL))
    }

    /// From now on each commit reaches the log in one piece, or few: see `GatheredLog`.
    /// To be called once, in WAL mode with `synchronous=FULL`.
    package func gatherLogWrites() throws(SQLiteError) {
        let file = unsafe try openLog()
        unsafe GatheredLog.gather(file, of: raw)
    }

    @unsafe private func openLog() throws(SQLiteError) -> UnsafeMutablePointer<sqlite3_file> {
        errno = 0
        // The log is opened with the first read.
        _ = try integer("SELECT count(*) FROM sqlite_schema")
        var file: UnsafeMutablePointer<sqlite3_file>?
        let code = unsafe withUnsafeMutablePointer(to: &file) { file in
            unsafe sqlite3_file_control(raw, "main", SQLITE_FCNTL_JOURNAL_POINTER, file)
        }
        guard code == SQLITE_OK, let file = unsafe file else { throw logError(code) }
        return unsafe file
    }

    /// Whether the log stays as it is when the last connection of a file is closed. Otherwise its
    /// pages are moved into the file, and it goes
    /// (https://www.sqlite.org/c3ref/c_dbconfig_defensive.html, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE).
    package func keepLogOnClose(_ isKept: Bool) throws(SQLiteError) {
        let code = unsafe bridge_sqlite_keep_log_on_close(raw, isKept ? 1 : 0)
        guard code == SQLITE_OK else {
            throw unsafe Self.error(code, raw, sql: "the log's end")
        }
    }

    private func check(_ code: Int32) throws(SQLiteError) {
        if code != SQLITE_OK { throw logError(code) }
    }

    private func logError(_ code: Int32) -> SQLiteError {
        SQLiteError(
            code: code, message: unsafe String(cString: sqlite3_errstr(code)),
            sql: "the write-ahead log", systemError: code & 0xff == SQLITE_IOERR ? errno : 0)
    }
}
