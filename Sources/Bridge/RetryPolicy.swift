/// How long to wait before trying again: exponential, capped, with full jitter, so that many
/// waiting rows do not come back at the same moment.
///
/// With the standard values (base 500 ms, cap 60 s) and a jitter of 1 the delays after failures
/// 1, 2, 3, 5, 8 and 20 are 0.5 s, 1 s, 2 s, 8 s, 60 s and 60 s.
package struct RetryPolicy: Hashable, Sendable {
    package let base: Duration
    package let cap: Duration

    package init(base: Duration, cap: Duration) {
        precondition(base > .zero && cap >= base, "a delay grows from base to cap")
        self.base = base
        self.cap = cap
    }

    /// For calls to MPO that were certainly not sent, or refused for the moment.
    package static let mpo = RetryPolicy(base: .milliseconds(500), cap: .seconds(60))
    /// For a product's host that does not answer as it should.
    package static let host = RetryPolicy(base: .milliseconds(500), cap: .seconds(60))
    /// For export, import and completion of one invocation, where it alone is concerned: these are
    /// tried until they succeed, so the cap is what counts.
    package static let product = RetryPolicy(base: .seconds(1), cap: .seconds(120))
    /// For a store whose disk is full.
    package static let store = RetryPolicy(base: .milliseconds(200), cap: .seconds(2))

    /// The delay after the `failures`-th failure in a row.
    ///
    /// - Parameter jitter: a random number from 0 to 1; the delay is that part of the full one, but
    ///   never less than a tenth of the base, so that a retry is never a busy loop.
    package func delay(failures: Int, jitter: Double) -> Duration {
        precondition(failures >= 1, "a delay follows a failure")
        precondition((0...1).contains(jitter), "jitter is a part of the whole")
        // Capped as an exponent first: 2^60 times the base would not fit.
        let doublings = min(failures - 1, 30)
        let full = min(cap, base * (1 << doublings))
        return max(base / 10, full * jitter)
    }
}
