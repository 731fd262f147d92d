/// How far the clocks may differ, and how long a token of the product may live.
package struct TokenRules: Hashable, Sendable {
    /// By how much a token may seem expired, or from the future. A token lives a minute, so a clock
    /// that drifts by one would otherwise refuse everything.
    package var leeway: Duration
    /// The longest time from `iat` to `exp`: the documents say 60 s, their samples differ.
    package var lifetimeMax: Duration

    package init(leeway: Duration = .seconds(60), lifetimeMax: Duration = .seconds(300)) {
        self.leeway = leeway
        self.lifetimeMax = lifetimeMax
    }
}
