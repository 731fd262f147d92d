internal import CSQLite
internal import Glibc

/// How far a checkpoint goes (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).
package enum CheckpointMode: Sendable {
    /// As far as readers let it, without waiting.
    case passive
    /// Waits for readers, moves everything, and cuts the log to nothing.
    case truncate
}

extension Connection {
    /// Moves pages from the write-ahead log into the database file.
    /// Throws `busy` when a reader or writer stands in the way; nothing is lost by it.
    package func checkpoint(_ mode: CheckpointMode) throws(SQLiteError) {
        let mode =
            switch mode {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        errno = 0
        let code = unsafe sqlite3_wal_checkpoint_v2(raw, nil, mode, nil, nil)
        guard code == SQLITE_OK else {
            throw unsafe Self.error(code, raw, sql: "checkpoint")
        }
    }
}
