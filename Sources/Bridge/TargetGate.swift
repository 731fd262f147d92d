/// Whether another call may leave for one target now: calls in flight, operations a second, and
/// what failures teach. Pure: time and chance come in.
///
/// A failure opens the breaker: the target is *paused*, and single calls, the probes, find out
/// whether it is back. A probe leaves every four seconds at most, whether or not the one before
/// has ended; when the retry budget is used up, only after a pause that grows to a minute. Fresh
/// work brings the next probe forward again. The first call that ends well ends the pause, and the
/// calls in flight double with each further one until all may leave.
package struct TargetGate: Sendable {
    package private(set) var callsInFlightMax: Int
    private let retry: RetryPolicy
    private var allowance: RateAllowance?
    package private(set) var budget = RetryBudget()

    package private(set) var callsInFlight = 0
    /// Places that calls of another kind take: they obey the limits, not the breaker.
    package private(set) var guestsInFlight = 0
    /// Calls that ended well so far.
    package private(set) var successes = 0

    /// Failures in a row. Calls that were in flight together fail together and count as one.
    package private(set) var failures = 0
    /// Counts pauses and their ends: what a call tells is news only in the episode it began in.
    private var episode = 0
    private var callsOfEpisode = 0
    /// How many calls of the episode may be in flight while the target is not paused.
    private var window: Int
    /// When the next probe may leave; `nil` when the target is not paused.
    private var probeAt: MonotonicTime?
    /// When the last probe began, or the pause itself.
    private var lastBegan: MonotonicTime?
    /// Until when the target itself asked to be left alone.
    private var askedUntil: MonotonicTime?
    /// The target said itself that it wants fewer calls: only a probe can end this pause.
    private var isFirm = false

    /// A probe leaves so much time after the one before, while the budget lasts.
    package static let probeInterval = Duration.seconds(4)
    /// What a target may ask for by Retry-After; a longer wish is cut to this.
    package static let retryAfterMax = Duration.seconds(3_600)

    /// - Parameters:
    ///   - callsInFlightMax: at least 1.
    ///   - operationsPerSecondMax: `nil` for no limit.
    ///   - operationsPerCallMax: the largest call that is to pass at once.
    package init(
        callsInFlightMax: Int, operationsPerSecondMax: Double?, operationsPerCallMax: Int,
        retry: RetryPolicy
    ) {
        precondition(callsInFlightMax > 0, "a target takes at least one call")
        self.callsInFlightMax = callsInFlightMax
        self.retry = retry
        window = callsInFlightMax
        allowance = operationsPerSecondMax.map {
            RateAllowance(perSecond: $0, operationsPerCallMax: operationsPerCallMax)
        }
    }

    /// Takes over another gate's limits, and none of its past. With fewer places than there are
    /// calls in flight, the next one leaves when enough have ended.
    package mutating func adoptLimits(of other: TargetGate) {
        let isFull = window >= callsInFlightMax
        window = isFull ? other.callsInFlightMax : min(window, other.callsInFlightMax)
        callsInFlightMax = other.callsInFlightMax
        allowance = other.allowance.map { $0.holding(allowance) }
    }

    /// What a call takes with it from its beginning to its end.
    package struct Pass: Hashable, Sendable {
        let episode: Int
        /// It finds out whether the target is back.
        package let isProbe: Bool
    }

    /// How a call failed, as far as the target is concerned.
    package enum Setback: Hashable, Sendable {
        /// It did not arrive, or what came back is no answer of a target in order.
        case unwell
        /// The target said that it takes nothing now, and perhaps for how long.
        case asked(toWait: Duration?)
    }

    package enum State: Int, Hashable, Sendable {
        /// Calls pass.
        case closed = 0
        /// They pass again, but not all at once.
        case halfOpen = 1
        /// Only probes pass.
        case open = 2
    }

    package var state: State {
        if probeAt != nil { return .open }
        return window < callsInFlightMax ? .halfOpen : .closed
    }

    // MARK: - Whether

    /// Calls that there is a place for.
    package var placesFree: Int { max(0, callsInFlightMax - callsInFlight - guestsInFlight) }

    /// Whether a call of at most `operations` operations may leave now.
    package mutating func admits(operations: Int, now: MonotonicTime) -> Bool {
        admissible(now) > 0 && covers(operations, now)
    }

    /// How many calls may leave now, their operations aside.
    package func admissible(_ now: MonotonicTime) -> Int {
        if let askedUntil, now < askedUntil { return 0 }
        if let probeAt { return now >= probeAt ? min(1, placesFree) : 0 }
        return max(0, min(window - callsOfEpisode, placesFree))
    }

    /// Whether a guest may leave now.
    package mutating func admitsGuest(operations: Int, now: MonotonicTime) -> Bool {
        placesFree > 0 && covers(operations, now)
    }

    private mutating func covers(_ operations: Int, _ now: MonotonicTime) -> Bool {
        allowance?.covers(operations, now: now) ?? true
    }

    /// When to look again; `nil` when only an ending call can open the gate.
    package func opensAt(operations: Int, now: MonotonicTime) -> MonotonicTime? {
        guard placesFree > 0 else { return nil }
        if probeAt == nil, callsOfEpisode >= window { return nil }
        let moment = max(now, probeAt ?? now, askedUntil ?? now)
        return max(moment, allowance?.coversAt(operations, now: now) ?? moment)
    }

    /// The same for a guest.
    package func opensToGuestAt(operations: Int, now: MonotonicTime) -> MonotonicTime? {
        guard placesFree > 0 else { return nil }
        return allowance?.coversAt(operations, now: now) ?? now
    }

    // MARK: - Calls come and go

    /// Work came in: it pays for calls that may fail, and a paused target is asked soon.
    package mutating func freshWork(rows: Int, now: MonotonicTime) {
        budget.depositFresh(rows: rows)
        guard let probeAt, let lastBegan else { return }
        let soon = max(now, lastBegan.advanced(by: Self.probeInterval))
        self.probeAt = min(probeAt, soon)
    }

    /// Further rows of an invocation came in.
    package mutating func moreRows(_ count: Int) { budget.deposit(rows: count) }

    /// A call takes its place: from the claim on, before it is sent.
    package mutating func entered(operations: Int, now: MonotonicTime) -> Pass {
        callsInFlight += 1
        callsOfEpisode += 1
        allowance?.spend(operations)
        guard probeAt != nil else { return Pass(episode: episode, isProbe: false) }
        budget.withdraw()
        lastBegan = now
        // The next one does not wait for what this one finds: it may hang.
        probeAt = now.advanced(
            by: budget.hasToken
                ? Self.probeInterval : pause(failures: failures + 1, jitter: 1))
        return Pass(episode: episode, isProbe: true)
    }

    package mutating func guestEntered(operations: Int) {
        guestsInFlight += 1
        allowance?.spend(operations)
    }

    package mutating func guestLeft() {
        precondition(guestsInFlight > 0, "a guest leaves once")
        guestsInFlight -= 1
    }

    /// A call ended, and the target is well. What the target asked for stays: this call may have
    /// left before it.
    package mutating func left(_ pass: Pass) {
        leave(pass)
        if pass.isProbe { budget.refund() }
        successes &+= 1
        if probeAt != nil {
            guard pass.isProbe || !isFirm else { return }
            probeAt = nil
            isFirm = false
            failures = 0
            beginEpisode()
        }
        window = min(callsInFlightMax, window * 2)
    }

    /// A call left its place without a word about the target: nothing to send after all, or another
    /// gate's business.
    package mutating func leftUnsent(_ pass: Pass, now: MonotonicTime) {
        leave(pass)
        guard pass.isProbe else { return }
        budget.refund()
        // It found nothing out: another one may try at once.
        if pass.episode == episode, probeAt != nil { probeAt = now }
    }

    /// A call failed for a reason that other calls would meet.
    ///
    /// - Returns: how long the target is left alone.
    package mutating func leftFailed(
        _ pass: Pass, _ setback: Setback, now: MonotonicTime, jitter: Double
    ) -> Duration {
        leave(pass)
        if !pass.isProbe { budget.withdraw() }
        if pass.episode == episode {
            if probeAt == nil { lastBegan = now }
            failures += 1
            beginEpisode()
            window = 1
            isFirm = setback != .unwell
            let began = lastBegan ?? now
            probeAt = max(
                now, began.advanced(by: pause(failures: failures, jitter: jitter)))
        }
        if case .asked(let wish?) = setback {
            let until = now.advanced(by: min(wish, Self.retryAfterMax))
            askedUntil = max(askedUntil ?? until, until)
        }
        let end = max(now, probeAt ?? now, askedUntil ?? now)
        return now.duration(to: end)
    }

    private mutating func leave(_ pass: Pass) {
        precondition(callsInFlight > 0, "a call leaves once")
        callsInFlight -= 1
        if pass.episode == episode { callsOfEpisode -= 1 }
    }

    private mutating func beginEpisode() {
        episode &+= 1
        callsOfEpisode = 0
    }

    /// From the beginning of one probe to the next. The first ones follow quickly, with full
    /// jitter. Later ones keep a part of the pause for sure: so there is a bound to how many there
    /// are, whatever chance does.
    private func pause(failures: Int, jitter: Double) -> Duration {
        let full = retry.delay(failures: failures, jitter: 1)
        if full < Self.probeInterval { return retry.delay(failures: failures, jitter: jitter) }
        if budget.hasToken { return Self.probeInterval * (0.75 + jitter / 4) }
        return full * (0.5 + jitter / 2)
    }
}
