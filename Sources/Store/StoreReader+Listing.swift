package import Bridge
internal import SQLite

/// What people ask for, in pieces of bounded work: with a million rows in the store each takes
/// milliseconds.
extension StoreReader {
    /// Records that one piece looks at, at most.
    package static let scanMax = 10_000

    /// The newest invocations below `key` that fit, newest first.
    package func summaries(
        _ filter: InvocationFilter = InvocationFilter(), before key: InvocationKey?, limit: Int
    ) throws(StoreError) -> InvocationPage {
        let isUnfinished = filter.state.map { $0 != .completed } ?? false
        let (keys, next) =
            isUnfinished
            ? try fitting(filter, listing.unfinished, before: key, limit: limit)
            : try fitting(filter, listing.invocations, before: key, limit: limit)
        var page = InvocationPage(invocations: [], next: next)
        for key in keys {
            if let summary = try summary(of: key) { page.invocations.append(summary) }
        }
        return page
    }

    private func fitting(
        _ filter: InvocationFilter, _ query: borrowing Statement, before key: InvocationKey?,
        limit: Int
    ) throws(StoreError) -> (keys: [InvocationKey], next: InvocationKey?) {
        try stored { () throws(SQLiteError) in
            try query.bind(1, key?.number ?? .max)
            try query.bind(2, Self.scanMax)
            try query.bind(3, filter.state?.rawValue)
            try query.bind(4, filter.mappingName)
            try query.bind(5, filter.tenantID)
            try query.bind(6, filter.before?.milliseconds)
            try query.bind(7, filter.since?.milliseconds)
            defer { query.reset() }
            var keys: [InvocationKey] = []
            var seen = 0
            while try query.step() {
                let key = InvocationKey(query.integer(0))
                seen += 1
                if query.integer(1) != 0 { keys.append(key) }
                if keys.count == limit || seen == Self.scanMax { return (keys, key) }
            }
            return (keys, nil)
        }
    }

    /// One line of a list of invocations.
    package func summary(of key: InvocationKey) throws(StoreError) -> InvocationSummary? {
        try stored { () throws(SQLiteError) in try listing.summary.bind(1, key.number) }
        defer { listing.summary.reset() }
        guard try next(listing.summary) else { return nil }
        return InvocationSummary(
            key: key, id: try id(listing.summary), mappingName: listing.summary.string(18),
            tenantID: listing.summary.string(19), progress: try progress(listing.summary),
            acceptedAt: UnixTime(milliseconds: listing.summary.integer(3)),
            changedAt: UnixTime(milliseconds: listing.summary.integer(4)),
            reason: try reason(listing.summary))
    }

    /// The ids that begin with a text of hexadecimal digits and dashes, at most `limit` of them.
    package func ids(
        beginningWith prefix: String, limit: Int
    ) throws(StoreError) -> [InvocationID] {
        try stored { () throws(SQLiteError) in
            try listing.idsOfPrefix.bind(1, prefix)
            try listing.idsOfPrefix.bind(2, limit)
            defer { listing.idsOfPrefix.reset() }
            var ids: [InvocationID] = []
            while try listing.idsOfPrefix.step() {
                if let id = InvocationID(listing.idsOfPrefix.string(0)) { ids.append(id) }
            }
            return ids
        }
    }

    /// The names of the mappings that invocations here have started under; a bounded number.
    package func mappingNames() throws(StoreError) -> [String] {
        try stored { () throws(SQLiteError) in
            try listing.mappingNames.bind(1, Self.scanMax)
            defer { listing.mappingNames.reset() }
            var names: [String] = []
            while try listing.mappingNames.step() { names.append(listing.mappingNames.string(0)) }
            return names
        }
    }

    /// How many invocations that are not completed fit, of those that one piece looks at.
    package func count(_ filter: InvocationFilter) throws(StoreError) -> BoundedCount {
        let (keys, next) = try fitting(
            filter, listing.unfinished, before: nil, limit: Self.scanMax)
        return BoundedCount(count: keys.count, isCut: next != nil)
    }
}
