internal import Bridge

/// A deletion of old invocations on its way.
struct Retention: Sendable {
    let before: UnixTime
    let now: UnixTime
    let invocationsMax: Int
    let done: @Sendable (Result<Int, StoreError>) -> Void
    /// Every invocation up to this key was looked at.
    var lookedAtTo: Int64 = 0
    /// Found, and not yet gone as a whole; the last is the next.
    var found: [InvocationKey] = []
    var deleted = 0
    var isAtEnd = false
}
