import SQLite

@testable import Store

/// All that a store holds, by invocation, as text: two stores with equal contents are the same to
/// everybody who reads them. What an opening changes (the epoch) is left out.
struct StoreContent: Equatable {
    private(set) var invocations: [Int64: [String]] = [:]

    /// Tables with the part of their key that names the invocation.
    private static let tables = [
        "invocation": "key", "invoke": "key", "unfinished": "key", "page": "key >> 32",
        "call": "key >> 32", "exception": "key >> 32", "attempt": "key >> 32",
        "batch": "key >> 32", "correction": "key >> 32", "act": "0",
    ]

    init() {}

    /// - Parameter key: opens sealed values: each time they are sealed in another way.
    init(path: String, key: StoreKey? = nil) throws {
        let connection = try Connection(path: path, access: .readOnly)
        for (table, owner) in Self.tables.sorted(by: { $0.key < $1.key }) {
            let columns = try connection.text(
                """
                SELECT group_concat('quote(' || name || ')', ' || char(44) || ')
                FROM pragma_table_info('\(table)')
                WHERE name <> 'epoch' AND (\(key == nil) OR type <> 'ANY')
                """)
            let rows = try connection.prepare(
                "SELECT \(owner), \(columns ?? "''") FROM \(table) ORDER BY 1, 2")
            while try rows.step() {
                invocations[rows.integer(0), default: []].append("\(table) " + rows.string(1))
            }
        }
        if let key { try addSealed(Vault(key), connection) }
    }

    private mutating func addSealed(_ vault: Vault, _ connection: borrowing Connection) throws {
        for column in SealedColumn.allCases {
            var walk = try SealedValues(column, on: connection)
            var texts: [(owner: Int64, text: String)] = []
            var isMore = true
            while isMore {
                isMore = try walk.next(countMax: 1_000, bytesMax: 1 << 20) {
                    (place, value, isSealed) throws(StoreError) in
                    guard isSealed else { throw .contradiction("\(place) is open") }
                    let text = String(decoding: try vault.open(value, place), as: UTF8.self)
                    texts.append((place.invocation ?? 0, "\(place): \(text)"))
                }
            }
            for (owner, text) in texts { invocations[owner, default: []].append(text) }
        }
    }

    /// The content without one invocation, which is on its way out.
    func without(_ key: Int64) -> StoreContent {
        var copy = self
        copy.invocations[key] = nil
        return copy
    }
}
