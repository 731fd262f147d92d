internal import CSQLite

/// The columns of the row that `step()` stopped at.
extension Statement {
    package func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(raw, column) == SQLITE_NULL
    }

    /// Whether the value is a blob: SQLite keeps it apart from a text of the same bytes.
    package func isBlob(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(raw, column) == SQLITE_BLOB
    }

    /// 0 for NULL.
    package func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(raw, column) }

    package func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    package func optionalReal(_ column: Int32) -> Double? {
        isNull(column) ? nil : unsafe sqlite3_column_double(raw, column)
    }

    /// The bytes of a text or a blob; empty for NULL.
    package func bytes(_ column: Int32) -> [UInt8] {
        // https://www.sqlite.org/c3ref/column_blob.html: the pointer first, then the count, and
        // both before anything else touches the statement.
        let start = unsafe sqlite3_column_blob(raw, column)
        let count = unsafe Int(sqlite3_column_bytes(raw, column))
        return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }

    package func optionalBytes(_ column: Int32) -> [UInt8]? {
        isNull(column) ? nil : bytes(column)
    }

    package func string(_ column: Int32) -> String {
        String(decoding: bytes(column), as: UTF8.self)
    }

    package func optionalString(_ column: Int32) -> String? {
        isNull(column) ? nil : string(column)
    }
}
