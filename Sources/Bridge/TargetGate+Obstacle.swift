extension TargetGate {
    /// What keeps a call from leaving.
    package enum Obstacle: String, CaseIterable, Hashable, Sendable {
        /// The target asked to be left alone (Retry-After).
        case retryAfter = "retry_after"
        /// It is paused until the next probe.
        case pause
        /// It is paused for longer, since no retry is paid for.
        case retryBudget = "retry_budget"
        /// It is back, and not all calls may leave at once yet.
        case recovery
        /// As many calls are in flight as may be.
        case concurrency
        /// As many operations have left as may in a second.
        case rate
    }
}
