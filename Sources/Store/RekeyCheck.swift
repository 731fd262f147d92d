internal import SQLite

/// Looks at every value before a rekey changes the first one: what cannot be opened could not be
/// written anew either, and no daemon starts between a rekey's beginning and its end.
enum RekeyCheck {
    /// - Parameters:
    ///   - source: what opens the values; `nil` when they are open.
    ///   - progress: is called now and then.
    static func run(
        _ source: Vault?, on connection: borrowing Connection, _ progress: () -> Void
    ) throws(StoreError) -> UnreadableValues {
        var found = UnreadableValues()
        for column in SealedColumn.allCases {
            var walk = try stored { () throws(SQLiteError) in
                try SealedValues(column, on: connection)
            }
            var isMore = true
            while isMore {
                var unreadable: [(place: ValuePlace, isText: Bool)] = []
                isMore = try walk.next(
                    countMax: StoreRekeying.valuesMax, bytesMax: StoreRekeying.bytesMax
                ) { (place, value, isSealed) in
                    if let source {
                        if isSealed, (try? source.open(value, place)) != nil { return }
                        unreadable.append((place, !isSealed))
                    } else if isSealed {
                        unreadable.append((place, false))
                    }
                }
                for (place, isText) in unreadable {
                    try found.add(place, isText: isText, on: connection)
                }
                progress()
            }
        }
        return found
    }

    /// - Throws: `sealing`, with what to do, unless they may be left as they are.
    static func refuse(
        _ found: UnreadableValues, unless mayStay: Bool, isUnsealing: Bool
    ) throws(StoreError) {
        guard found.count > 0 else { return }
        let names = found.names.joined(separator: ", ")
        let more = found.count > found.names.count ? " and others" : ""
        let what = "values that cannot be opened: \(found.count) (\(names)\(more))"
        if isUnsealing, found.texts > 0 {
            // Without a seal nobody could tell them from those that the store has written.
            throw .sealing(
                "\(what), and \(found.texts) of them are texts that nobody with the key wrote; "
                    + "nothing was changed: restore a backup of the store")
        }
        guard mayStay else {
            throw .sealing(
                "\(what); nothing was changed: restore a backup of the store, or leave these "
                    + "values as they are with --leave-unreadable: their invocations stand still "
                    + "as before")
        }
    }
}
