internal import CSQLite
internal import Glibc

extension Connection {
    /// Copies the whole database into another one, some pages at a time.
    ///
    /// Within a read transaction of this connection the copy is of that one moment, however much
    /// others write meanwhile. Without one it would begin anew with each of their commits
    /// (https://www.sqlite.org/c3ref/backup_finish.html, "sqlite3_backup_step").
    ///
    /// - Parameters:
    ///   - destination: not in a transaction; what it holds is replaced.
    ///   - pagesAtOnce: pages from one call of `progress` to the next.
    ///   - progress: how many pages are copied, and how many there are.
    package func copy(
        to destination: borrowing Connection, pagesAtOnce: Int,
        _ progress: (_ pagesDone: Int, _ pagesAll: Int) -> Void
    ) throws(SQLiteError) {
        guard let copy = unsafe sqlite3_backup_init(destination.raw, "main", raw, "main") else {
            let code = unsafe sqlite3_extended_errcode(destination.raw)
            throw unsafe Self.error(code, destination.raw, sql: "backup")
        }
        var code = SQLITE_OK
        errno = 0
        while code == SQLITE_OK {
            code = unsafe sqlite3_backup_step(copy, Int32(clamping: pagesAtOnce))
            let all = unsafe sqlite3_backup_pagecount(copy)
            progress(Int(all - (unsafe sqlite3_backup_remaining(copy))), Int(all))
        }
        // Puts the error of the steps, if there was one, into the destination.
        let end = unsafe sqlite3_backup_finish(copy)
        guard code == SQLITE_DONE, end == SQLITE_OK else {
            let failed = code == SQLITE_DONE ? end : code
            throw unsafe Self.error(failed, destination.raw, sql: "backup")
        }
    }

    /// What SQLite itself finds wrong with the file: pages, records, indexes, constraints
    /// (https://www.sqlite.org/pragma.html#pragma_integrity_check). Each finding is passed on as it
    /// is found; a value may stand in none of them.
    ///
    /// - Parameter findingsMax: after so many it stops.
    package func checkIntegrity(
        findingsMax: Int, _ found: (String) -> Void
    ) throws(SQLiteError) {
        let check = try prepare("PRAGMA integrity_check(\(findingsMax))")
        while try check.step() {
            let text = check.string(0)
            if text != "ok" { found(text) }
        }
        // Of columns: the table, the row, the table that it refers to.
        let keys = try prepare("PRAGMA foreign_key_check")
        while try keys.step() {
            let row = keys.optionalInteger(1).map { " \($0)" } ?? ""
            found("\(keys.string(0))\(row) refers to a missing record of \(keys.string(2))")
        }
    }
}
