internal import Glibc
internal import SQLite

/// A copy of a store at one moment, with or without a daemon that works on it.
package enum StoreBackup {
    /// Pages that are copied from one call of the progress to the next: 1 MiB.
    private static let pagesAtOnce = 256
    private static let cacheKibibytes = 2_048
    private static let findingsMax = 10

    /// Copies the store at `from` into a new file, which has its name only when it is whole,
    /// checked (by SQLite's integrity check) and synced. Until then it is `to` with `.partial`
    /// behind it, and an error leaves nothing.
    ///
    /// The copy is read in one read transaction, so that a daemon neither waits for it nor makes
    /// it begin anew; the daemon's log grows by what is committed meanwhile.
    ///
    /// - Parameter progress: how many pages are copied, and how many there are.
    /// - Throws: `exists` when there is a file named `to` or the partial one, `damaged` when the
    ///   source is, `foreign` when it is none, `inaccessible` when the copy cannot be made there,
    ///   `io` with the name of the file when the copy cannot be written.
    package static func run(
        from: String, to: String, progress: (_ pagesDone: Int, _ pagesAll: Int) -> Void
    ) throws(StoreError) {
        guard unsafe access(to, F_OK) != 0 else { throw .exists(path: to) }
        let partial = to + ".partial"
        var isMade = false
        // An error names what failed; that the half copy cannot be removed either adds nothing.
        defer { if isMade { _ = unsafe unlink(partial) } }
        try RestingFile.read(from) { (access) throws(StoreError) in
            let source = try open(from, access)
            if isMade { _ = unsafe unlink(partial) }
            isMade = false
            try NewFile.create(partial)
            isMade = true
            do throws(SQLiteError) {
                try copy(source, to: partial, progress)
            } catch {
                if error.kind == .damaged { throw StoreError(error) }
                throw .io("\(partial): \(error)")
            }
        }
        try check(partial)
        try NewFile.sync(partial)
        try NewFile.name(partial, to)
        isMade = false
    }

    private static func open(
        _ path: String, _ access: Connection.Access
    ) throws(StoreError) -> Connection {
        let source = try stored { () throws(SQLiteError) in
            let source = try Connection(path: path, access: access)
            try source.execute("PRAGMA cache_size = -\(cacheKibibytes)")
            return source
        }
        guard try Schema.version(of: source) > 0 else { throw .foreign("\(path) is empty") }
        return source
    }

    private static func copy(
        _ source: borrowing Connection, to path: String, _ progress: (Int, Int) -> Void
    ) throws(SQLiteError) {
        let destination = try Connection(path: path, access: .readWrite)
        // A copy that is interrupted is thrown away, and it is synced once, at its end.
        try destination.execute(
            """
            PRAGMA cache_size = -\(cacheKibibytes);
            PRAGMA journal_mode = OFF;
            PRAGMA synchronous = OFF;
            """)
        // The first read fixes the moment.
        try source.execute("BEGIN; SELECT count(*) FROM sqlite_schema")
        try source.copy(to: destination, pagesAtOnce: pagesAtOnce, progress)
        try source.execute("COMMIT")
    }

    private static func check(_ path: String) throws(StoreError) {
        var findings: [String] = []
        try stored { () throws(SQLiteError) in
            let copy = try Connection(path: path, access: .immutable)
            try copy.checkIntegrity(findingsMax: findingsMax) { findings.append($0) }
        }
        guard findings.isEmpty else { throw .damaged(findings.joined(separator: "; ")) }
    }
}
