internal import SQLite

extension StoreError {
    init(_ error: SQLiteError) {
        switch error.kind {
        case .full: self = .full
        case .busy: self = .busy(error.description)
        case .constraint: self = .conflict(error.description)
        case .damaged: self = .damaged(error.description)
        case .io: self = .io(error.description)
        }
    }
}

/// Runs SQLite's part of a task; its errors become the store's.
func stored<R: ~Copyable>(
    _ body: () throws(SQLiteError) -> R
) throws(StoreError) -> R {
    do throws(SQLiteError) { return try body() } catch { throw StoreError(error) }
}
