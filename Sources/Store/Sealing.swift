internal import SQLite

/// What a store's values are sealed with, as the file itself says. At rest all of them have one
/// form; only while `mpo-bridge rekey` is at work there are two.
struct Sealing {
    /// One form of values: sealed with a key, or open.
    struct Form: Equatable {
        /// `nil` for open values.
        let keyID: String?
        /// A value that only this key opens.
        let proof: [UInt8]
    }

    /// `nil` when no value was ever sealed.
    let current: Form?
    /// What a rekey that did not end has begun to write.
    let next: Form?

    private static let proofText = Array("mpo-bridge".utf8)
    static let proofPlace = ValuePlace(nil, 0)

    init(of connection: borrowing Connection) throws(StoreError) {
        (current, next) = try stored { () throws(SQLiteError) in
            (
                try Self.form("current", of: connection),
                try Self.form("next", of: connection)
            )
        }
    }

    private static func form(
        _ role: String, of connection: borrowing Connection
    ) throws(SQLiteError) -> Form? {
        let query = try connection.prepare("SELECT key_id, proof FROM sealing WHERE role = ?1")
        try query.bind(1, role)
        defer { query.reset() }
        guard try query.step() else { return nil }
        return Form(keyID: query.optionalString(0), proof: query.bytes(1))
    }

    /// Looks whether a store may be opened with a key, or without one: what its values want; an
    /// empty store takes either. Writes nothing.
    ///
    /// - Returns: whether values will be sealed from now on, and were not until now.
    /// - Throws: `sealing`, with what to do about it.
    @discardableResult
    static func examine(
        _ connection: borrowing Connection, _ key: StoreKey?
    ) throws(StoreError) -> Bool {
        let found = try Sealing(of: connection)
        if found.next != nil {
            throw .sealing(
                "a rekey of the store did not come to its end: run `mpo-bridge rekey` again")
        }
        if let current = found.current {
            try check(current, key)
            return false
        }
        guard key != nil else { return false }
        let isEmpty = try stored { () throws(SQLiteError) in
            try connection.integer(
                "SELECT EXISTS (SELECT 1 FROM invocation) OR EXISTS (SELECT 1 FROM act)") == 0
        }
        guard isEmpty else {
            throw .sealing(
                "the store's values are not sealed, and store.key is set: seal them with "
                    + "`mpo-bridge rekey`, or remove store.key")
        }
        return true
    }

    /// Examines a store, and notes the first key of an empty one.
    ///
    /// - Throws: as `examine`.
    static func admit(
        _ connection: borrowing Connection, _ key: StoreKey?
    ) throws(StoreError) {
        guard try examine(connection, key) else { return }
        try connection.transaction(StoreError.init) { () throws(StoreError) in
            try write("current", key, on: connection)
        }
    }

    /// - Throws: `sealing` when values of this form cannot be opened with the key.
    static func check(_ form: Form, _ key: StoreKey?) throws(StoreError) {
        guard let keyID = form.keyID else { return }
        guard let key else {
            throw .sealing(
                "the store is sealed with the key \(keyID), and none is given: set store.key")
        }
        guard key.id == keyID else {
            throw .sealing(
                "the store is sealed with the key \(keyID), and \(key.id) is given: set store.key "
                    + "to the right one, or replace the old one with `mpo-bridge rekey`")
        }
        guard (try? Vault(key).open(form.proof, proofPlace)) == proofText else {
            throw .sealing(
                "the store's proof of the key \(keyID) was changed: restore a backup")
        }
    }

    /// Within a transaction. `nil` for open values.
    static func write(
        _ role: String, _ key: StoreKey?, on connection: borrowing Connection
    ) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            let insert = try connection.prepare(
                "INSERT OR REPLACE INTO sealing VALUES (?1, ?2, ?3)")
            try insert.bind(1, role)
            try insert.bind(2, key?.id)
            if let key {
                try insert.bind(3, blob: Vault(key).seal(proofText, proofPlace))
            }
            try insert.run()
        }
    }

    /// Within a transaction: what was next is all there is.
    static func conclude(
        _ key: StoreKey?, on connection: borrowing Connection
    ) throws(StoreError) {
        try stored { () throws(SQLiteError) in try connection.execute("DELETE FROM sealing") }
        if let key { try write("current", key, on: connection) }
    }
}
