package import Bridge

/// A row of any invocation: acts go over them in this order.
package struct RowPlace: Hashable, Comparable, Sendable {
    package let invocation: InvocationKey
    package let row: Int

    package init(_ invocation: InvocationKey, _ row: Int) {
        self.invocation = invocation
        self.row = row
    }

    /// Beyond every row of an invocation.
    package static func end(of invocation: InvocationKey) -> RowPlace {
        RowPlace(invocation, Int(UInt32.max))
    }

    /// The place just before a row; `nil` before the first row of all.
    package static func before(_ invocation: InvocationKey, _ row: Int) -> RowPlace? {
        if row > 0 { return RowPlace(invocation, row - 1) }
        guard invocation.number > 1 else { return nil }
        return .end(of: InvocationKey(invocation.number - 1))
    }

    package static func < (left: RowPlace, right: RowPlace) -> Bool {
        left.invocation != right.invocation
            ? left.invocation < right.invocation : left.row < right.row
    }
}

/// An act as it lies in the store: its record, and what is needed to go on with it.
package struct StoredAct: Hashable, Sendable {
    package var record: ActRecord
    package let resolution: Resolution?
    /// Every row up to this one was looked at; `nil` before the first.
    package var place: RowPlace?
    /// The last row that the act is about: what comes into being later is not.
    package let last: RowPlace

    package init(record: ActRecord, resolution: Resolution?, place: RowPlace?, last: RowPlace) {
        self.record = record
        self.resolution = resolution
        self.place = place
        self.last = last
    }
}
