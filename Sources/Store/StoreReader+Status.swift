package import Bridge
internal import SQLite

extension StoreReader {
    /// Mappings that may be paused at a time.
    package static let pausesMax = 1_000

    /// The mappings that operators have paused, by name.
    package func pauses() throws(StoreError) -> [MappingPause] {
        try stored { () throws(SQLiteError) in try status.pauses.bind(1, Self.pausesMax) }
        defer { status.pauses.reset() }
        var found: [MappingPause] = []
        while try next(status.pauses) {
            found.append(
                MappingPause(
                    mapping: status.pauses.string(0),
                    since: UnixTime(milliseconds: status.pauses.integer(1)),
                    operatorName: status.pauses.string(2), reason: status.pauses.string(3)))
        }
        return found
    }

    /// Whether an invocation ever ran under a mapping of this name.
    package func knowsMapping(_ name: String) throws(StoreError) -> Bool {
        try stored { () throws(SQLiteError) in try status.mappingExists.bind(1, name) }
        defer { status.mappingExists.reset() }
        return try next(status.mappingExists) && status.mappingExists.integer(0) != 0
    }

    /// Invocations that one count looks at, so that it stays short.
    package static let openCountMax = 10_000

    /// How many invocations that are not completed are in each state, of the oldest
    /// `openCountMax`.
    package func openCounts() throws(StoreError) -> [InvocationState: Int] {
        try stored { () throws(SQLiteError) in try status.openCounts.bind(1, Self.openCountMax) }
        defer { status.openCounts.reset() }
        var counts: [InvocationState: Int] = [:]
        while try next(status.openCounts) {
            guard let state = InvocationState(rawValue: status.openCounts.string(0)) else {
                continue
            }
            counts[state] = Int(status.openCounts.integer(1))
        }
        return counts
    }
}
