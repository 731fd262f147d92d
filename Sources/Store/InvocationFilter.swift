package import Bridge

/// Which invocations are asked for; `nil` asks for nothing in particular.
package struct InvocationFilter: Hashable, Sendable {
    package var state: InvocationState?
    package var mappingName: String?
    package var tenantID: String?
    /// Accepted before this moment.
    package var before: UnixTime?
    /// Accepted at this moment or later.
    package var since: UnixTime?

    package init(
        state: InvocationState? = nil, mappingName: String? = nil, tenantID: String? = nil,
        before: UnixTime? = nil, since: UnixTime? = nil
    ) {
        self.state = state
        self.mappingName = mappingName
        self.tenantID = tenantID
        self.before = before
        self.since = since
    }
}

/// A piece of a list that is read from the newest invocation on.
package struct InvocationPage: Hashable, Sendable {
    /// Newest first. Perhaps none, although more may come: a page looks at a bounded number.
    package var invocations: [InvocationSummary]
    /// Where the next page begins (`before`); `nil` when everything has been looked at.
    package var next: InvocationKey?
}

/// A piece of a list of rows of one invocation.
package struct ExceptionPage: Hashable, Sendable {
    /// In order of rows, without their results.
    package var exceptions: [ExceptionRecord]
    /// The row at which the next page begins; `nil` when everything has been looked at.
    package var next: Int?
}

/// A number that was counted up to a bound.
package struct BoundedCount: Hashable, Sendable {
    package var count: Int
    /// There may be more.
    package var isCut: Bool

    package init(count: Int, isCut: Bool) {
        self.count = count
        self.isCut = isCut
    }
}

/// How many exceptions of each state an invocation has.
package struct ExceptionCounts: Hashable, Sendable {
    /// States that no row has are left out.
    package var counts: [ExceptionState: Int]
    /// More records are there than are counted.
    package var isCut: Bool
}
