internal import SQLite

/// Values of sealed columns: text without a vault, and a blob with one.
extension Statement {
    func bind(
        _ index: Int32, _ value: [UInt8]?, _ place: ValuePlace, _ vault: Vault?
    ) throws(SQLiteError) {
        guard let vault, let value else { return try bind(index, text: value) }
        try bind(index, blob: vault.seal(value, place))
    }

    func bind(
        _ index: Int32, _ value: String?, _ place: ValuePlace, _ vault: Vault?
    ) throws(SQLiteError) {
        guard let vault, let value else { return try bind(index, value) }
        try bind(index, blob: vault.seal(Array(value.utf8), place))
    }

    /// Runs a statement that yields no row, with a large value that nobody keeps.
    func run(
        lending value: [UInt8], at index: Int32, _ place: ValuePlace, _ vault: Vault?
    ) throws(SQLiteError) {
        guard let vault else { return try run(lending: value, at: index) }
        try bind(index, blob: vault.seal(value, place))
        try run()
        try bindNull(index)
    }

    /// - Throws: `contradiction` when the value is not one of this vault's for this place, or is
    ///   sealed where there is no vault.
    func optionalValue(
        _ column: Int32, _ place: ValuePlace, _ vault: Vault?
    ) throws(StoreError) -> [UInt8]? {
        guard let vault else {
            // A rekey that took the seal away has left what it could not open.
            if isBlob(column) { throw .contradiction("\(place) is sealed, and the store is not") }
            return optionalBytes(column)
        }
        if isNull(column) { return nil }
        // Nobody without the key may put a text of his own there.
        guard isBlob(column) else { throw .contradiction("\(place) is not sealed") }
        return try vault.open(bytes(column), place)
    }

    /// Empty for NULL.
    func value(
        _ column: Int32, _ place: ValuePlace, _ vault: Vault?
    ) throws(StoreError) -> [UInt8] {
        try optionalValue(column, place, vault) ?? []
    }

    /// Empty for NULL.
    func text(
        _ column: Int32, _ place: ValuePlace, _ vault: Vault?
    ) throws(StoreError) -> String {
        String(decoding: try value(column, place, vault), as: UTF8.self)
    }
}
