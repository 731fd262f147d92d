package import Bridge
internal import SQLite

extension StoreReader {
    /// When the oldest invocation in each state was accepted, among so many that are not completed,
    /// the first to be accepted first. A state in which there is none is missing.
    package func oldestUnfinished(limit: Int) throws(StoreError) -> [InvocationState: UnixTime] {
        try stored { () throws(SQLiteError) in
            defer { invocations.oldest.reset() }
            try invocations.oldest.bind(1, limit)
            var oldest: [InvocationState: UnixTime] = [:]
            while try invocations.oldest.step() {
                guard let state = InvocationState(rawValue: invocations.oldest.string(0)) else {
                    continue
                }
                oldest[state] = UnixTime(milliseconds: invocations.oldest.integer(1))
            }
            return oldest
        }
    }
}
