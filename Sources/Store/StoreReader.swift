internal import SQLite

/// Reads what is committed. Not Sendable: it lives on its owner's thread.
///
/// Each method is one short read transaction of its own, so that two calls may see different
/// commits; within `snapshot` they see the same one.
package final class StoreReader {
    let invocations: InvocationQueries
    let rows: RowQueries
    let restart: RestartQueries
    let actQueries: ActQueries
    let listing: ListingQueries
    let rowListing: RowListingQueries
    let status: StatusQueries
    private let begin: Statement
    private let end: Statement

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
            restart = try RestartQueries(on: connection)
            actQueries = try ActQueries(on: connection)
            listing = try ListingQueries(on: connection)
            rowListing = try RowListingQueries(on: connection)
            status = try StatusQueries(on: connection)
            begin = try connection.prepare("BEGIN")
            end = try connection.prepare("COMMIT")
        } catch { throw StoreError(error) }
    }

    /// Lets several reads share one read transaction: each alone takes and frees the file's locks.
    /// It begins with the first read (https://www.sqlite.org/lang_transaction.html: "deferred"),
    /// and must be short, since a checkpoint cannot pass it.
    package func snapshot<Result>(_ body: () -> Result) throws(StoreError) -> Result {
        try run(begin)
        let result = body()
        try run(end)
        return result
    }

    private func run(_ statement: borrowing Statement) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            defer { statement.reset() }
            _ = try statement.step()
        }
    }
}
