/// Whether another call may leave for one target now: calls in flight, operations a second, and a
/// pause after failures. Pure: the time comes in.
package struct TargetGate: Sendable {
    package let callsInFlightMax: Int
    /// `nil`: no rate limit.
    package let operationsPerSecondMax: Double?
    private let retry: RetryPolicy

    package private(set) var callsInFlight = 0
    private var failures = 0
    private var pausedUntil: MonotonicTime?
    /// Until when the target itself asked to be left alone.
    private var askedUntil: MonotonicTime?
    /// Operations that may leave at once; refilled with time, at most a tenth of a second's worth
    /// or one call.
    private var allowance: Double = 0
    private var allowanceMax: Double = 0
    private var refilledAt: MonotonicTime?

    package init(
        callsInFlightMax: Int, operationsPerSecondMax: Double?, operationsPerCallMax: Int,
        retry: RetryPolicy
    ) {
        precondition(callsInFlightMax > 0, "a target takes at least one call")
        precondition(operationsPerSecondMax.map { $0 > 0 } ?? true, "a rate lets something pass")
        self.callsInFlightMax = callsInFlightMax
        self.operationsPerSecondMax = operationsPerSecondMax
        self.retry = retry
        if let rate = operationsPerSecondMax {
            allowanceMax = max(rate / 10, Double(operationsPerCallMax))
            allowance = allowanceMax
        }
    }

    /// Whether a call of at most `operations` operations may leave now.
    package mutating func admits(operations: Int, now: MonotonicTime) -> Bool {
        if let pauseEnd, now < pauseEnd { return false }
        // After a failure one call at a time finds out whether the target is back.
        guard callsInFlight < (failures == 0 ? callsInFlightMax : 1) else { return false }
        refill(now)
        return operationsPerSecondMax == nil || allowance >= needed(operations)
    }

    /// The allowance that a call waits for. One that is larger than the allowance can ever be (its
    /// mapping is older than the configuration) waits for a full one and leaves a debt.
    private func needed(_ operations: Int) -> Double { min(Double(operations), allowanceMax) }

    /// The later one of both pauses.
    private var pauseEnd: MonotonicTime? {
        guard let pausedUntil else { return askedUntil }
        return max(pausedUntil, askedUntil ?? pausedUntil)
    }

    /// When to look again; `nil` when only an ending call can open the gate.
    package func opensAt(operations: Int, now: MonotonicTime) -> MonotonicTime? {
        if let pauseEnd, now < pauseEnd { return pauseEnd }
        guard callsInFlight < (failures == 0 ? callsInFlightMax : 1) else { return nil }
        guard let rate = operationsPerSecondMax, allowance < needed(operations) else { return now }
        let wait = Duration.seconds((needed(operations) - allowance) / rate) + .milliseconds(1)
        return max(now, (refilledAt ?? now).advanced(by: wait))
    }

    /// A call takes its place: from the claim on, before it is sent.
    package mutating func entered(operations: Int) {
        callsInFlight += 1
        if operationsPerSecondMax != nil { allowance -= Double(operations) }
    }

    /// A call ended, and the target is well. A pause that the target asked for stays: this call
    /// left before it.
    package mutating func left() {
        leave()
        failures = 0
        pausedUntil = nil
    }

    /// A call left its place without a word about the target: nothing to send after all.
    package mutating func leftUnsent() { leave() }

    /// A call ended with "not sent" or "not now".
    ///
    /// - Parameter retryAfter: what the target asked for; it wins when it is longer.
    /// - Returns: how long the target, and the rows of this call, wait.
    package mutating func leftFailed(
        now: MonotonicTime, retryAfter: Duration?, jitter: Double
    ) -> Duration {
        leave()
        // Calls that were in flight together fail together: they count as one failure.
        if pausedUntil.map({ now >= $0 }) ?? true { failures += 1 }
        let delay = max(retry.delay(failures: failures, jitter: jitter), retryAfter ?? .zero)
        pausedUntil = max(pausedUntil ?? now, now.advanced(by: delay))
        if let retryAfter {
            askedUntil = max(askedUntil ?? now, now.advanced(by: retryAfter))
        }
        return delay
    }

    private mutating func leave() {
        precondition(callsInFlight > 0, "a call leaves once")
        callsInFlight -= 1
    }

    private mutating func refill(_ now: MonotonicTime) {
        guard let rate = operationsPerSecondMax else { return }
        if let refilledAt {
            let elapsed = Double(refilledAt.duration(to: now).inNanoseconds) / 1e9
            allowance = min(allowanceMax, allowance + max(0, elapsed) * rate)
        }
        refilledAt = now
    }
}
