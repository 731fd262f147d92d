internal import Bridge
internal import SQLite

/// Looks whether a store is whole: first what SQLite knows of its file, then whether the records of
/// each invocation agree with each other and with its counters. Reads only, beside a daemon or
/// without one.
package enum StoreVerification {
    /// Findings that are kept; the others are counted.
    package static let findingsMax = 200

    /// Records after which a read transaction ends with its invocation, so that the log of a
    /// daemon can start over: that is a fraction of a second, whatever the size of the store.
    /// SQLite's own check cannot be divided, and reads the whole file in one.
    package static let snapshotRecordsMax = 100_000

    private static let cacheKibibytes = 8_192

    /// Verifies the store at `path`, line by line of progress.
    ///
    /// - Parameters:
    ///   - key: opens sealed values; without it they are not looked at, and a line says so.
    ///   - snapshotRecordsMax: see `snapshotRecordsMax`.
    /// - Throws: `foreign` when the file is no store at all, `damaged` when it is not even a
    ///   database any more, `newerSchema`, `busy`, or `io` when it cannot be read, `sealing` for a
    ///   wrong key. Whatever else is wrong is in the report.
    package static func run(
        path: String, key: StoreKey? = nil, snapshotRecordsMax: Int = snapshotRecordsMax,
        _ progress: (String) -> Void
    ) throws(StoreError) -> VerificationReport {
        try RestingFile.read(path) { (access) throws(StoreError) in
            try run(path, access, key, snapshotRecordsMax, progress)
        }
    }

    /// - Parameter access: `readOnly` on whatever file system SQLite reads; `immutable` on a file
    ///   that nobody has open.
    static func run(
        _ path: String, _ access: Connection.Access, _ key: StoreKey?,
        _ snapshotRecordsMax: Int, _ progress: (String) -> Void
    ) throws(StoreError) -> VerificationReport {
        let connection = try stored { () throws(SQLiteError) in
            let connection = try Connection(path: path, access: access)
            connection.waitForLocks(StoreOptions().busyTimeout)
            try connection.execute(
                """
                PRAGMA cache_size = -\(cacheKibibytes);
                PRAGMA trusted_schema = OFF;
                """)
            return connection
        }
        try checkVersion(connection, path)
        var report = VerificationReport()
        let values = try SealedView(of: connection, key, &report)
        if case .closed = values { progress("sealed values: not looked at, no key was given") }
        do throws(SQLiteError) {
            let pages = try connection.integer("PRAGMA page_count") ?? 0
            progress("file: \(pages) pages")
            try connection.checkIntegrity(findingsMax: findingsMax) { report.add(file: $0) }
            var walk = try VerificationWalk(connection, values)
            try walk.run(&report, recordsMax: snapshotRecordsMax, progress)
        } catch {
            guard error.kind == .damaged else { throw StoreError(error) }
            report.add(file: error.description)
        }
        do throws(StoreError) {
            try values.check(connection, &report)
        } catch {
            guard case .damaged(let message) = error else { throw error }
            report.add(file: message)
        }
        return report
    }

    private static func checkVersion(
        _ connection: borrowing Connection, _ path: String
    ) throws(StoreError) {
        let found = try Schema.knownVersion(of: connection)
        guard found == Schema.migrations.count else {
            throw found == 0
                ? .foreign("\(path) is empty")
                : .damaged("its schema is older: start this program's daemon on it")
        }
    }
}

extension VerificationReport {
    mutating func add(file what: String) {
        add(
            Finding(
                invocation: nil, key: nil, what: what,
                meaning: "the file is damaged: restore a backup"))
    }
}
