package import Bridge
internal import SQLite

extension StoreReader {
    /// Keys of the invocations that are not completed, halted ones among them, lowest first.
    package func unfinishedInvocations(
        after key: InvocationKey?, limit: Int
    ) throws(StoreError) -> [InvocationKey] {
        try stored { () throws(SQLiteError) in
            defer { invocations.open.reset() }
            try invocations.open.bind(1, key?.number ?? 0)
            try invocations.open.bind(2, limit)
            var keys: [InvocationKey] = []
            while try invocations.open.step() {
                keys.append(InvocationKey(invocations.open.integer(0)))
            }
            return keys
        }
    }

    /// An invocation by its number; `nil` when there is none, or none any more.
    package func invocation(_ key: InvocationKey) throws(StoreError) -> StoredInvocation? {
        try stored { () throws(SQLiteError) in try invocations.byKey.bind(1, key.number) }
        return try invocation(from: invocations.byKey)
    }

    /// An invocation by the name that the product knows; `nil` when there is none, or none any
    /// more.
    package func invocation(id: InvocationID) throws(StoreError) -> StoredInvocation? {
        try stored { () throws(SQLiteError) in try invocations.byID.bind(1, id.text) }
        return try invocation(from: invocations.byID)
    }

    /// Sums over the open invocations.
    package func totals() throws(StoreError) -> StoreTotals {
        defer { invocations.totals.reset() }
        _ = try next(invocations.totals)
        return StoreTotals(
            unfinishedInvocations: Int(invocations.totals.integer(0)),
            queuedRows: Int(invocations.totals.integer(1)),
            haltedInvocations: Int(invocations.totals.integer(2)))
    }

    private func invocation(
        from query: borrowing Statement
    ) throws(StoreError) -> StoredInvocation? {
        defer { query.reset() }
        guard try next(query) else { return nil }
        let key = query.integer(0)
        return StoredInvocation(
            key: InvocationKey(key), id: try id(query),
            context: InvocationContext(
                appID: query.string(20), installID: query.string(21), instanceID: query.string(22),
                serviceID: query.string(23), tenantID: query.string(24),
                productID: query.string(25)),
            dataSetID: query.string(26),
            head: try query.value(27, ValuePlace(.invokeHead, key), vault),
            mapping: .init(name: query.string(18), text: query.bytes(19)),
            progress: try progress(query), epoch: query.integer(2),
            acceptedAt: UnixTime(milliseconds: query.integer(3)),
            changedAt: UnixTime(milliseconds: query.integer(4)), reason: try reason(query))
    }

    /// Why an invocation is halted, from column 15 of a query that yields a progress.
    func reason(_ query: borrowing Statement) throws(StoreError) -> String? {
        let place = ValuePlace(.invocationReason, query.integer(0))
        let bytes = try query.optionalValue(15, place, vault)
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    func progress(_ query: borrowing Statement) throws(StoreError) -> Progress {
        guard let state = InvocationState(rawValue: query.string(1)) else {
            throw .contradiction("invocation \(query.integer(0)) has an unknown state")
        }
        return Progress(
            state: state, rowsAnnounced: query.optionalInteger(5).map { Int($0) },
            rowsStored: Int(query.integer(6)), isWhole: query.integer(7) != 0,
            claimedTo: Int(query.integer(8)), settledTo: Int(query.integer(9)),
            reportedTo: Int(query.integer(10)), succeeded: Int(query.integer(11)),
            failed: Int(query.integer(12)), unknown: Int(query.integer(13)),
            reported: Int(query.integer(14)), isNotified: query.integer(16) != 0)
    }

    func id(_ query: borrowing Statement) throws(StoreError) -> InvocationID {
        guard let id = InvocationID(query.string(17)) else {
            throw .contradiction("invocation \(query.integer(0)) has no valid id")
        }
        return id
    }

    func next(_ query: borrowing Statement) throws(StoreError) -> Bool {
        try stored { () throws(SQLiteError) in try query.step() }
    }
}
