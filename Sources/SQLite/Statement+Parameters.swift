internal import CSQLite

/// Sets the parameters of a statement; they count from 1, and `nil` is NULL. SQLite copies what it
/// is given, unless a method says otherwise. Throws what `sqlite3_bind_*` says.
extension Statement {
    package func bind(_ index: Int32, _ value: Int64) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_int64(raw, index, value))
    }

    package func bind(_ index: Int32, _ value: Int) throws(SQLiteError) {
        try bind(index, Int64(value))
    }

    package func bind(_ index: Int32, _ value: Int?) throws(SQLiteError) {
        if let value { try bind(index, Int64(value)) } else { try bindNull(index) }
    }

    package func bind(_ index: Int32, _ value: Int64?) throws(SQLiteError) {
        if let value { try bind(index, value) } else { try bindNull(index) }
    }

    package func bind(_ index: Int32, real value: Double?) throws(SQLiteError) {
        guard let value else { return try bindNull(index) }
        try check(unsafe sqlite3_bind_double(raw, index, value))
    }

    package func bindNull(_ index: Int32) throws(SQLiteError) {
        try check(unsafe sqlite3_bind_null(raw, index))
    }

    /// Text that lives as long as the process: nothing is copied.
    package func bind(_ index: Int32, _ text: StaticString) throws(SQLiteError) {
        try check(
            unsafe bridge_sqlite_bind_text_lent(
                raw, index, text.utf8Start, UInt64(text.utf8CodeUnitCount)))
    }

    package func bind(_ index: Int32, _ text: String) throws(SQLiteError) {
        var text = text
        let code = text.withUTF8 { bytes in
            unsafe bridge_sqlite_bind_text_copied(
                raw, index, bytes.baseAddress, UInt64(bytes.count))
        }
        try check(code)
    }

    package func bind(_ index: Int32, _ text: String?) throws(SQLiteError) {
        if let text { try bind(index, text) } else { try bindNull(index) }
    }

    /// UTF-8 as a text.
    package func bind(_ index: Int32, text: [UInt8]) throws(SQLiteError) {
        let code = unsafe text.withUnsafeBufferPointer { bytes in
            unsafe bridge_sqlite_bind_text_copied(
                raw, index, bytes.baseAddress, UInt64(bytes.count))
        }
        try check(code)
    }

    package func bind(_ index: Int32, text: [UInt8]?) throws(SQLiteError) {
        if let text { try bind(index, text: text) } else { try bindNull(index) }
    }

    package func bind(_ index: Int32, blob: [UInt8]) throws(SQLiteError) {
        let code = unsafe blob.withUnsafeBufferPointer { bytes in
            unsafe bridge_sqlite_bind_blob_copied(
                raw, index, bytes.baseAddress, UInt64(bytes.count))
        }
        try check(code)
    }
}
