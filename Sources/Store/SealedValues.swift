internal import SQLite

/// Walks over all values of one sealed column, in the order of their keys.
struct SealedValues: ~Copyable {
    private let column: SealedColumn
    private let query: Statement
    private var last: (key: Int64, number: Int64) = (.min, .min)

    init(_ column: SealedColumn, on connection: borrowing Connection) throws(SQLiteError) {
        self.column = column
        let (table, key, name) = (column.table, column.key, column.column)
        let (number, rest, order) =
            column.number.map {
                ($0, "(\(key), \($0)) > (?1, ?2)", "\(key), \($0)")
            } ?? ("0", "\(key) > ?1 AND ?2 IS NOT NULL", key)
        query = try connection.prepare(
            """
            SELECT \(key), \(number), \(name) FROM \(table)
            WHERE \(rest) AND \(name) IS NOT NULL ORDER BY \(order) LIMIT ?3
            """)
    }

    /// Hands over the next values. `isSealed`: whether one lies there as a blob.
    ///
    /// - Parameters:
    ///   - countMax: values at a time; `bytesMax`: after so many bytes it stops as well.
    /// - Returns: whether there may be more of them.
    mutating func next(
        countMax: Int, bytesMax: Int,
        _ each: (_ place: ValuePlace, _ value: [UInt8], _ isSealed: Bool) throws(StoreError) -> Void
    ) throws(StoreError) -> Bool {
        let last = last
        try stored { () throws(SQLiteError) in
            try query.bind(1, last.key)
            try query.bind(2, last.number)
            try query.bind(3, countMax)
        }
        defer { query.reset() }
        var count = 0
        var bytes = 0
        while try stored({ () throws(SQLiteError) in try query.step() }) {
            let place = ValuePlace(column, query.integer(0), number: query.integer(1))
            let value = query.bytes(2)
            try each(place, value, query.isBlob(2))
            self.last = (place.key, place.number)
            count += 1
            bytes += value.count
            if bytes >= bytesMax { return true }
        }
        return count == countMax
    }
}
