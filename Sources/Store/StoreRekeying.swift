internal import SQLite

/// Brings all values of a store, which no daemon uses meanwhile, into one form: sealed with a key,
/// with another one, or open. One that was killed at any moment is taken up by the next.
package enum StoreRekeying {
    /// What a transaction holds, at most; the log is emptied after each.
    static let valuesMax = 1_000
    static let bytesMax = 4 << 20

    private static let cacheKibibytes = 8_192

    /// How a rekey ended.
    package enum Ending: Hashable, Sendable {
        /// All values had the wanted form already.
        case nothingToDo
        /// So many values were written anew by this run, and these are as they were: they could
        /// not be opened.
        case done(values: Int, left: UnreadableValues)
    }

    /// - Parameters:
    ///   - key: what seals all values afterwards; `nil` leaves them open.
    ///   - previous: keys that values may be sealed with now.
    ///   - leavesUnreadable: begins although there are values that cannot be opened.
    ///   - progress: a line for each step, and how many values were written anew; none of a cell.
    /// - Throws: `sealing` when a key is missing, or when values cannot be opened: then nothing was
    ///   changed; `locked` while a daemon runs, `busy` while another program reads, `full`,
    ///   `damaged`, `io`.
    package static func run(
        path: String, to key: StoreKey?, from previous: [StoreKey],
        leavesUnreadable: Bool = false,
        progress: (_ step: String, _ values: Int) -> Void = { _, _ in }
    ) throws(StoreError) -> Ending {
        let lock = try FileLock(path: path + ".lock")
        defer { withExtendedLifetime(lock) {} }
        lock.give(toOwnerOf: path)
        let connection = try open(path)
        let found = try Sealing(of: connection)
        let old = try source(of: found.current, among: [key].compactMap(\.self) + previous)
        if let next = found.next {
            guard next.keyID == key?.id else {
                let name = next.keyID.map { "to the key \($0)" } ?? "to open values"
                throw .sealing("a rekey \(name) did not come to its end: finish that one first")
            }
            try Sealing.check(next, key)
        } else if found.current?.keyID == key?.id {
            return .nothingToDo
        } else {
            let unreadable = try RekeyCheck.run(old.map { Vault($0) }, on: connection) {
                progress("checking", 0)
            }
            try RekeyCheck.refuse(unreadable, unless: leavesUnreadable, isUnsealing: key == nil)
            try connection.transaction(StoreError.init) { () throws(StoreError) in
                try Sealing.write("next", key, on: connection)
            }
        }
        var work = RekeyWork(to: key, from: old)
        for column in SealedColumn.allCases { try work.run(column, on: connection, progress) }
        if key != nil {
            progress("cleaning", work.values)
            try clean(connection)
        }
        try connection.transaction(StoreError.init) { () throws(StoreError) in
            try Sealing.conclude(key, on: connection)
        }
        try stored { () throws(SQLiteError) in try connection.checkpoint(.truncate) }
        return .done(values: work.values, left: work.left)
    }

    /// The key of the values that are there; `nil` for open ones.
    private static func source(
        of form: Sealing.Form?, among keys: [StoreKey]
    ) throws(StoreError) -> StoreKey? {
        guard let form, let keyID = form.keyID else { return nil }
        guard let key = keys.first(where: { $0.id == keyID }) else {
            throw .sealing(
                "the store is sealed with the key \(keyID): it is needed as a previous key")
        }
        try Sealing.check(form, key)
        return key
    }

    private static func open(_ path: String) throws(StoreError) -> Connection {
        let connection = try stored { () throws(SQLiteError) in
            try Connection(path: path, access: .readWrite)
        }
        connection.waitForLocks(StoreOptions().busyTimeout)
        guard try Schema.knownVersion(of: connection) == Schema.migrations.count else {
            throw .damaged("its schema is older: start this program's daemon on it")
        }
        try stored { () throws(SQLiteError) in
            try connection.execute(
                """
                PRAGMA cache_size = -\(cacheKibibytes);
                PRAGMA trusted_schema = OFF;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                -- What a value leaves is overwritten.
                PRAGMA secure_delete = ON;
                """)
            try connection.rewriteLog()
        }
        return connection
    }

    /// What values left in free pages and in the log goes: the file is written anew.
    ///
    /// By now every value is sealed, and so is what lies in SQLite's temporary file meanwhile.
    private static func clean(_ connection: borrowing Connection) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            try connection.checkpoint(.truncate)
            try connection.execute("VACUUM")
            try connection.checkpoint(.truncate)
        }
    }
}

/// Writes the values of one column after the other anew.
private struct RekeyWork: ~Copyable {
    /// So many were written.
    private(set) var values = 0
    /// What cannot be opened stays as it is: the rekey has to come to its end, and a sealed value
    /// that is no store's value is refused by whoever reads it.
    private(set) var left = UnreadableValues()
    private let target: Vault?
    private let source: Vault?

    init(to key: StoreKey?, from old: StoreKey?) {
        target = key.map { Vault($0) }
        source = old.map { Vault($0) }
    }

    mutating func run(
        _ column: SealedColumn, on connection: borrowing Connection,
        _ progress: (String, Int) -> Void
    ) throws(StoreError) {
        var walk = try stored { () throws(SQLiteError) in
            try SealedValues(column, on: connection)
        }
        let number = column.number.map { " AND \($0) = ?2" } ?? ""
        let update = try stored { () throws(SQLiteError) in
            try connection.prepare(
                "UPDATE \(column.table) SET \(column.column) = ?3 "
                    + "WHERE \(column.key) = ?1\(number)")
        }
        var isMore = true
        while isMore {
            isMore = try connection.transaction(StoreError.init) { () throws(StoreError) in
                try step(&walk, update, connection)
            }
            try stored { () throws(SQLiteError) in try connection.checkpoint(.truncate) }
            progress(column.rawValue, values)
        }
    }

    private mutating func step(
        _ walk: inout SealedValues, _ update: borrowing Statement,
        _ connection: borrowing Connection
    ) throws(StoreError) -> Bool {
        var changes: [(place: ValuePlace, text: [UInt8])] = []
        var unreadable: [(place: ValuePlace, isText: Bool)] = []
        let isMore = try walk.next(
            countMax: StoreRekeying.valuesMax, bytesMax: StoreRekeying.bytesMax
        ) { (place, value, isSealed) in
            if isSealed ? target?.isOwn(value) == true : target == nil { return }
            if !isSealed, source == nil {
                changes.append((place, value))
            } else if isSealed, let text = try? source?.open(value, place) {
                changes.append((place, text))
            } else {
                unreadable.append((place, !isSealed))
            }
        }
        for (place, text) in changes {
            try stored { () throws(SQLiteError) in
                try update.bind(1, place.key)
                if place.column?.number != nil { try update.bind(2, place.number) }
                try update.bind(3, text, place, target)
                try update.run()
            }
        }
        for (place, isText) in unreadable {
            try left.add(place, isText: isText, on: connection)
        }
        values += changes.count
        return isMore
    }
}
