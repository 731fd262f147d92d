package import Bridge
internal import SQLite

extension StoreReader {
    /// The newest acts below `number`, newest first.
    package func acts(before number: Int64?, limit: Int) throws(StoreError) -> [ActRecord] {
        try stored { () throws(SQLiteError) in
            try actQueries.newest.bind(1, number ?? .max)
            try actQueries.newest.bind(2, limit)
        }
        return try records(from: actQueries.newest)
    }

    /// The newest acts about exactly one row, one invocation as a whole (no row), or all of them
    /// (neither), newest first.
    ///
    /// - Parameter since: older ones are left out.
    package func acts(
        on invocation: InvocationID?, row: Int?, since: UnixTime, limit: Int
    ) throws(StoreError) -> [ActRecord] {
        try stored { () throws(SQLiteError) in
            try actQueries.ofScope.bind(1, invocation?.text)
            try actQueries.ofScope.bind(2, row)
            try actQueries.ofScope.bind(3, since.milliseconds)
            try actQueries.ofScope.bind(4, limit)
        }
        return try records(from: actQueries.ofScope)
    }

    /// The acts that are being worked off, oldest first.
    ///
    /// - Parameter skipping: hears what is wrong with an act whose record contradicts itself.
    package func openActs(
        skipping: (String) -> Void = { _ in }
    ) throws(StoreError) -> [StoredAct] {
        defer { actQueries.open.reset() }
        var found: [StoredAct] = []
        while try next(actQueries.open) {
            do throws(StoreError) {
                found.append(try act(actQueries.open))
            } catch {
                guard case .contradiction(let message) = error else { throw error }
                skipping(message)
            }
        }
        return found
    }

    /// The number of the newest act; 0 before the first.
    package func lastActNumber() throws(StoreError) -> Int64 {
        defer { actQueries.lastNumber.reset() }
        return try next(actQueries.lastNumber) ? actQueries.lastNumber.integer(0) : 0
    }

    /// Rows in one of the states that an operator can act on, in order, from behind one place up to
    /// another.
    package func actableRows(
        _ states: [ExceptionState], after place: RowPlace?, through last: RowPlace, limit: Int
    ) throws(StoreError) -> [(place: RowPlace, exception: ExceptionRecord)] {
        var found: [(place: RowPlace, exception: ExceptionRecord)] = []
        for state in states {
            try stored { () throws(SQLiteError) in
                try actQueries.actable.bind(1, state.word)
                try actQueries.actable.bind(2, place.map { RecordKey.of($0) } ?? 0)
                try actQueries.actable.bind(3, RecordKey.of(last))
                try actQueries.actable.bind(4, limit)
            }
            defer { actQueries.actable.reset() }
            while try next(actQueries.actable) {
                guard let place = RecordKey.place(actQueries.actable.integer(0)) else {
                    throw .contradiction("an exception belongs to no invocation")
                }
                found.append((place, try exception(from: actQueries.actable)))
            }
        }
        // Each state has its own order, and the lowest of all are wanted.
        if states.count > 1 { found.sort { $0.place < $1.place } }
        return Array(found.prefix(limit))
    }

    /// Invocations that are not completed, in order, and whether they are halted.
    package func unfinishedStates(
        after key: InvocationKey?, through last: InvocationKey, limit: Int
    ) throws(StoreError) -> [(key: InvocationKey, isHalted: Bool)] {
        try stored { () throws(SQLiteError) in
            try actQueries.unfinished.bind(1, key?.number ?? 0)
            try actQueries.unfinished.bind(2, last.number)
            try actQueries.unfinished.bind(3, limit)
        }
        defer { actQueries.unfinished.reset() }
        var found: [(key: InvocationKey, isHalted: Bool)] = []
        while try next(actQueries.unfinished) {
            found.append(
                (
                    InvocationKey(actQueries.unfinished.integer(0)),
                    actQueries.unfinished.integer(1) != 0
                ))
        }
        return found
    }

    /// The newest invocation; `nil` before the first.
    package func lastInvocation() throws(StoreError) -> InvocationKey? {
        defer { actQueries.lastInvocation.reset() }
        guard try next(actQueries.lastInvocation) else { return nil }
        return actQueries.lastInvocation.optionalInteger(0).map { InvocationKey($0) }
    }

    /// The name of the mapping that an invocation runs under; `nil` when there is no such
    /// invocation, or none any more.
    package func mappingName(of key: InvocationKey) throws(StoreError) -> String? {
        try stored { () throws(SQLiteError) in try actQueries.mappingName.bind(1, key.number) }
        defer { actQueries.mappingName.reset() }
        return try next(actQueries.mappingName) ? actQueries.mappingName.string(0) : nil
    }

    /// What is written of acts for people: without the results that were given by hand, so that
    /// one of them that cannot be read keeps no list from being read.
    private func records(from query: borrowing Statement) throws(StoreError) -> [ActRecord] {
        defer { query.reset() }
        var found: [ActRecord] = []
        while try next(query) { found.append(try record(query)) }
        return found
    }

    private func record(_ query: borrowing Statement) throws(StoreError) -> ActRecord {
        let number = query.integer(0)
        guard let verb = ActVerb(rawValue: query.string(3)) else {
            throw .contradiction("act \(number) has an unknown verb")
        }
        let scope = ActScope(
            invocation: query.optionalString(4).flatMap { InvocationID($0) },
            row: query.optionalInteger(5).map { Int($0) },
            state: query.optionalString(6).flatMap { ExceptionState(rawValue: $0) },
            mapping: query.optionalString(7))
        return ActRecord(
            number: number, at: UnixTime(milliseconds: query.integer(1)),
            operatorName: query.string(2), verb: verb, scope: scope,
            rowsPerSecond: query.optionalReal(10), rows: Int(query.integer(11)),
            skipped: Int(query.integer(12)),
            endedAt: query.optionalInteger(15).map { UnixTime(milliseconds: $0) },
            note: query.string(16))
    }

    private func act(_ query: borrowing Statement) throws(StoreError) -> StoredAct {
        let record = try record(query)
        let number = record.number
        guard let last = RecordKey.place(query.integer(14)) else {
            throw .contradiction("act \(number) has no end")
        }
        let value = ValuePlace(.actValue, number)
        var resolution: Resolution?
        switch query.optionalString(8) {
        case "succeeded":
            resolution = .succeeded(result: try query.optionalValue(9, value, vault))
        case "failed": resolution = .failed(message: try query.text(9, value, vault))
        default: break
        }
        return StoredAct(
            record: record, resolution: resolution, place: RecordKey.place(query.integer(13)),
            last: last)
    }
}
