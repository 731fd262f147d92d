internal import SQLite

/// Values of sealed columns that are not what they should be: changed, moved, or in another form
/// than the store's. Whoever reads one gets an error, and its invocation stands still.
package struct UnreadableValues: Hashable, Sendable {
    /// Names that are kept; the others are counted.
    package static let namesMax = 20

    package private(set) var count = 0
    /// Of those that lie there as text, although the store is sealed.
    private(set) var texts = 0
    /// Where they stand: column, record and invocation, such as `page.rows of record 4294967296
    /// (invocation 5f0c…)`. Nothing of the value.
    package private(set) var names: [String] = []

    /// - Parameter isText: whether it is a text in a sealed store.
    mutating func add(
        _ place: ValuePlace, isText: Bool, on connection: borrowing Connection
    ) throws(StoreError) {
        count += 1
        if isText { texts += 1 }
        guard names.count < Self.namesMax else { return }
        names.append(
            try stored { () throws(SQLiteError) in try Self.name(place, on: connection) })
    }

    private static func name(
        _ place: ValuePlace, on connection: borrowing Connection
    ) throws(SQLiteError) -> String {
        guard let invocation = place.invocation else { return "\(place)" }
        let query = try connection.prepare("SELECT id FROM invoke WHERE key = ?1")
        try query.bind(1, invocation)
        defer { query.reset() }
        guard try query.step() else { return "\(place)" }
        return "\(place) (invocation \(query.string(0)))"
    }
}
