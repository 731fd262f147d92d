package import Bridge

/// An invocation as it lies in the store, without its rows.
package struct StoredInvocation: Hashable, Sendable {
    package let key: InvocationKey
    package let id: InvocationID
    package let context: InvocationContext
    package let dataSetID: String
    /// The invoke's JSON without its rows and without the install's secret.
    package let head: [UInt8]
    package let mapping: NewInvocation.KeptMapping
    package let progress: Progress
    /// The epoch of its last progress: an older one than the store's says that the claimed rows
    /// without a record may or may not have been sent.
    package let epoch: Int64
    package let acceptedAt: UnixTime
    /// When its progress was last written.
    package let changedAt: UnixTime
    /// Why it is halted.
    package let reason: String?
}

/// One line of a list of invocations.
package struct InvocationSummary: Hashable, Sendable {
    package let key: InvocationKey
    package let id: InvocationID
    package let mappingName: String
    package let progress: Progress
    package let acceptedAt: UnixTime
    package let changedAt: UnixTime
    package let reason: String?
}

/// Sums over the invocations that are not completed.
package struct StoreTotals: Hashable, Sendable {
    package let unfinishedInvocations: Int
    /// Rows that are in the store and not settled.
    package let queuedRows: Int
    package let haltedInvocations: Int
}
