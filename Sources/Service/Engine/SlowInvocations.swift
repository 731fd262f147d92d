import Bridge

/// Watches how long invocations take: how many are slow for the metrics, and a line in the log when
/// one has taken as long as the threshold, twice as long, and so on.
///
/// Those that gave up their place are counted, and told of when they come back; those that wait in
/// the store for their first turn are younger, and not seen.
struct SlowInvocations {
    private let threshold: Duration
    /// A quarter of the threshold, at most: that late a line may be.
    private let interval: Duration
    private var lookAt: MonotonicTime?

    private static let intervalMax = Duration.seconds(15)

    init(threshold: Duration) {
        self.threshold = threshold
        interval = min(Self.intervalMax, threshold / 4)
    }

    /// When to look again; `nil` before the first look.
    func wakesAt(isIdle: Bool) -> MonotonicTime? { isIdle ? nil : lookAt }

    /// Looks at those that are worked on, when it is time.
    ///
    /// - Parameters:
    ///   - sinces: when those were accepted that gave up their place.
    ///   - isPaused: whether the invocation's mapping is paused.
    mutating func look(
        at invocations: some Collection<OpenInvocation>,
        resting sinces: some Sequence<MonotonicTime>, _ bench: Workbench, _ now: MonotonicTime,
        isPaused: (OpenInvocation) -> Bool
    ) {
        if let lookAt, now < lookAt { return }
        lookAt = now.advanced(by: interval)
        var slow = 0
        for since in sinces where since.duration(to: now) >= threshold { slow += 1 }
        for invocation in invocations {
            let age = invocation.since.duration(to: now)
            guard age >= threshold else { continue }
            slow += 1
            guard age >= invocation.slowAt ?? threshold else { continue }
            invocation.slowAt = next(after: age)
            bench.log.invocationSlow(
                invocation.id, mapping: invocation.mapping.name, age: age,
                waitsFor: Self.waits(of: invocation, isPaused: isPaused(invocation)))
        }
        bench.metrics.invocationsSlow.set(slow)
    }

    /// The next doubling of the threshold that lies ahead.
    private func next(after age: Duration) -> Duration {
        var next = threshold * 2
        while next <= age { next *= 2 }
        return next
    }

    private static func waits(of invocation: OpenInvocation, isPaused: Bool) -> String {
        var words = invocation.machine.waits.map(\.rawValue)
        if isPaused { words.append("paused-mapping") }
        return words.isEmpty ? "its-turn" : words.joined(separator: ",")
    }
}
