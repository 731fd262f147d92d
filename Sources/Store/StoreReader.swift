internal import SQLite

/// Reads what is committed. Not Sendable: it lives on its owner's thread.
///
/// Each method is one short read transaction of its own: two calls may see different commits.
package final class StoreReader {
    let invocations: InvocationQueries
    let rows: RowQueries

    init(path: String, options: StoreOptions) throws(StoreError) {
        do throws(SQLiteError) {
            let connection = try Connection(path: path, access: .readOnly)
            connection.waitForLocks(options.busyTimeout)
            try connection.execute(
                """
                PRAGMA cache_size = -\(options.cacheKibibytes);
                PRAGMA temp_store = MEMORY;
                PRAGMA trusted_schema = OFF;
                """)
            invocations = try InvocationQueries(on: connection)
            rows = try RowQueries(on: connection)
        } catch { throw StoreError(error) }
    }
}
