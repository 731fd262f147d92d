internal import Bridge
internal import SQLite

/// What the writer does between groups.
extension Writer {
    /// After the group was told of its commit, so that nobody waits for it. The log starts over
    /// with the first commit after a checkpoint that no reader is in the way of; until then it
    /// grows.
    func checkpointIfDue() throws(StoreError) {
        let frames = connection.logFrames
        if frames < checkpointedAt { checkpointedAt = 0 }
        guard frames - checkpointedAt >= options.checkpointFrames else { return }
        checkpointedAt = frames
        do throws(SQLiteError) {
            try connection.checkpoint(.passive)
        } catch {
            // A full disk or another program's checkpoint: the log keeps all, and later is soon
            // enough.
            guard error.kind == .full || error.kind == .busy else { throw StoreError(error) }
        }
    }

    func giveUpRetentions(_ error: StoreError) {
        let left = exchange(&retentions, with: [])
        for retention in left { retention.done(.failure(error)) }
    }

    /// One small step of the oldest retention that is on its way. Throws only fatal errors.
    func deleteSome() throws(StoreError) {
        guard let retention = retentions.first else { return }
        var next = retention
        do throws(StoreError) {
            if next.found.isEmpty, !next.isAtEnd { try look(&next) }
            if !next.found.isEmpty { try delete(&next) }
        } catch {
            retentions.removeFirst()
            retention.done(.failure(error))
            if error.isFatal { throw error }
            return
        }
        retentions[0] = next
        guard next.found.isEmpty, next.isAtEnd else { return }
        retentions.removeFirst()
        do throws(StoreError) {
            try deleteActs(before: next.before)
            next.done(.success(next.deleted))
        } catch {
            next.done(.failure(error))
            if error.isFatal { throw error }
        }
    }

    /// Old acts; those that are left when they are many go with the next retention.
    private func deleteActs(before time: UnixTime) throws(StoreError) {
        try stored { () throws(SQLiteError) in
            try deletions.acts.bind(1, time.milliseconds)
            try deletions.acts.bind(2, 1_000)
            try deletions.acts.run()
        }
    }

    /// Finds completed invocations, from the oldest on; no index is needed, since keys grow with
    /// time.
    private func look(_ retention: inout Retention) throws(StoreError) {
        let candidates = 256
        var seen = 0
        try stored { () throws(SQLiteError) in
            try deletions.candidates.bind(1, retention.lookedAtTo)
            try deletions.candidates.bind(2, retention.before.milliseconds)
            try deletions.candidates.bind(3, candidates)
            defer { deletions.candidates.reset() }
            while try deletions.candidates.step() {
                let number = deletions.candidates.integer(0)
                // The newest stays: after it, `nextKey` of the next start would be in use again.
                let isTooNew = deletions.candidates.integer(2) != 0 || number == nextKey - 1
                let isEnough = retention.deleted + retention.found.count >= retention.invocationsMax
                if isTooNew || isEnough {
                    retention.isAtEnd = true
                    return
                }
                seen += 1
                retention.lookedAtTo = number
                if deletions.candidates.integer(1) != 0 {
                    retention.found.append(InvocationKey(number))
                }
            }
        }
        if seen < candidates { retention.isAtEnd = true }
    }

    /// One transaction over a bounded number of records: whole invocations as long as that lasts.
    /// The invoke goes first, so that nobody finds an invocation that is not whole any more; the
    /// invocation itself goes last, so that a later retention finds what an earlier one left.
    private func delete(_ retention: inout Retention) throws(StoreError) {
        var next = retention
        try connection.transaction(StoreError.init) { () throws(StoreError) in
            var budget = options.retentionStepRecordsMax
            while budget > 0, let key = next.found.last {
                let isGone = try stored { () throws(SQLiteError) in
                    // An operator may have opened it again since it was found.
                    guard try isDue(key, next.before) else { return nil as Bool? }
                    try deletions.invoke.bind(1, key.number)
                    try deletions.invoke.run()
                    try deleteRecords(of: key, &budget)
                    guard budget > 0 else { return false }
                    try deletions.invocation.bind(1, key.number)
                    try deletions.invocation.run()
                    return true
                }
                if isGone == false { return }
                next.found.removeLast()
                next.deleted += isGone == true ? 1 : 0
                budget -= 1
            }
        }
        retention = next
    }

    private func isDue(_ key: InvocationKey, _ before: UnixTime) throws(SQLiteError) -> Bool {
        try deletions.isDue.bind(1, key.number)
        try deletions.isDue.bind(2, before.milliseconds)
        defer { deletions.isDue.reset() }
        return try deletions.isDue.step()
    }

    /// All records of the invocation are gone when some of the budget is left.
    private func deleteRecords(
        of key: InvocationKey, _ budget: inout Int
    ) throws(SQLiteError) {
        try delete(deletions.pages, key, &budget)
        try delete(deletions.calls, key, &budget)
        try delete(deletions.exceptions, key, &budget)
        try delete(deletions.attempts, key, &budget)
        try delete(deletions.batches, key, &budget)
    }

    private func delete(
        _ statement: borrowing Statement, _ key: InvocationKey, _ budget: inout Int
    ) throws(SQLiteError) {
        guard budget > 0 else { return }
        let keys = RecordKey.all(of: key)
        try statement.bind(1, keys.lowerBound)
        try statement.bind(2, keys.upperBound)
        try statement.bind(3, budget)
        try statement.run()
        budget -= connection.changes
    }
}
