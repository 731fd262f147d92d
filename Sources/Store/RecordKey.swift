internal import Bridge

/// The key of a record that belongs to an invocation and a row (or to a batch's number): the upper
/// half names the invocation, so that all of its records are neighbours.
enum RecordKey {
    static func of(_ invocation: InvocationKey, _ row: Int) -> Int64 {
        precondition((0...Int(UInt32.max)).contains(row), "a row's number has 32 bits")
        return invocation.number << 32 | Int64(row)
    }

    static func of(_ place: RowPlace) -> Int64 { of(place.invocation, place.row) }

    static func row(_ key: Int64) -> Int { Int(key & 0xffff_ffff) }

    /// `nil` for a key of no invocation.
    static func place(_ key: Int64) -> RowPlace? {
        let number = key >> 32
        guard (1...Int64(Int32.max)).contains(number) else { return nil }
        return RowPlace(InvocationKey(number), row(key))
    }

    /// The lowest and the highest key of an invocation.
    static func all(of invocation: InvocationKey) -> ClosedRange<Int64> {
        of(invocation, 0)...of(invocation, Int(UInt32.max))
    }
}
