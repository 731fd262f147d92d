internal import CSQLite
internal import Glibc

/// What SQLite answered when it did not do what it was asked for. Never holds a bound value.
package struct SQLiteError: Error, Hashable, Sendable {
    /// The family of a result code, as far as callers act on it.
    package enum Kind: Hashable, Sendable {
        /// No space on the disk, or the database's own bound is reached.
        case full
        /// Another connection holds a lock.
        case busy
        /// A constraint of the schema, or a value that SQLite cannot hold.
        case constraint
        /// The file is not a database, or not a whole one; a table is missing.
        case damaged
        /// The operating system failed.
        case io
    }

    /// The extended result code (https://www.sqlite.org/rescode.html).
    package let code: Int32
    /// SQLite's text.
    package let message: String
    /// The statement, with its parameters' places instead of their values.
    package let sql: String?
    /// The operating system's error behind it; 0 when there is none.
    package let systemError: Int32

    package init(code: Int32, message: String, sql: String?, systemError: Int32 = 0) {
        self.code = code
        self.message = message
        self.sql = sql
        self.systemError = systemError
    }

    package var kind: Kind {
        switch code & 0xff {
        case SQLITE_FULL: .full
        // PROTOCOL: another connection won the race for the log again and again
        // (https://www.sqlite.org/rescode.html#protocol); a later try may win.
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy
        case SQLITE_CONSTRAINT, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE: .constraint
        case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_ERROR, SQLITE_FORMAT: .damaged
        case SQLITE_IOERR: isOutOfSpace ? .full : .io
        default: .io
        }
    }

    /// A write or a growing of a file that the disk, a quota or a limit of the process had no space
    /// for: nothing was lost by it. A failed fsync is never one of these: what it did lose is
    /// unknown.
    private var isOutOfSpace: Bool {
        guard [ENOSPC, EDQUOT, EFBIG].contains(systemError) else { return false }
        let fsyncs = [10 | 4 << 8, 10 | 5 << 8] as [Int32]  // SQLITE_IOERR_FSYNC, …_DIR_FSYNC
        return !fsyncs.contains(code)
    }
}

extension SQLiteError: CustomStringConvertible {
    package var description: String {
        var text = "\(message) (SQLite \(code)"
        if systemError != 0 { text += ", errno \(systemError)" }
        if let sql { text += ", in: \(sql)" }
        return text + ")"
    }
}
