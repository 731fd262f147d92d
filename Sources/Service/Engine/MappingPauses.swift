import Bridge

/// Mappings whose rows must wait although MPO is well: a process that is paused, or a refusal that
/// every row would meet (signature, right, redirect). The other mappings go on. When a pause is
/// over, one call finds out whether the reason is gone; the others follow if it is.
struct MappingPauses {
    private struct Pause {
        var failures = 0
        var until: MonotonicTime
        /// A call is under way that finds out.
        var isProbed = false
    }

    /// How long a halted mapping waits before a call finds out whether it was mended.
    static let haltDuration = Duration.seconds(120)

    private var pauses: [String: Pause] = [:]
    private var parked: [String: [OpenInvocation]] = [:]

    /// When the first pause ends that keeps an invocation waiting.
    var nextEnd: MonotonicTime? {
        parked.keys.compactMap { name in
            pauses[name].flatMap { $0.isProbed ? nil : $0.until }
        }.min()
    }

    func isPaused(_ mapping: String, now: MonotonicTime) -> Bool {
        guard let pause = pauses[mapping] else { return false }
        return pause.isProbed || now < pause.until
    }

    /// Keeps an invocation that is queued for MPO until its mapping's pause is over.
    mutating func park(_ invocation: OpenInvocation) {
        parked[invocation.mapping.name, default: []].append(invocation)
    }

    /// Invocations whose pause is over; they stay marked as queued.
    mutating func takeResumed(_ now: MonotonicTime) -> [OpenInvocation] {
        guard !parked.isEmpty else { return [] }
        return parked.keys.filter { !isPaused($0, now: now) }
            .flatMap { parked.removeValue(forKey: $0) ?? [] }
    }

    /// A call of a mapping is about to leave. - Returns: whether it is the one that finds out.
    mutating func began(_ mapping: String) -> Bool {
        guard !pauses.isEmpty, pauses[mapping] != nil else { return false }
        pauses[mapping]?.isProbed = true
        return true
    }

    /// The call that was to find out has ended, whatever it found.
    mutating func probeEnded(_ mapping: String) { pauses[mapping]?.isProbed = false }

    /// Every row would be refused. - Returns: how long the rows wait.
    mutating func halt(_ mapping: String, now: MonotonicTime) -> Duration {
        var pause = pauses[mapping] ?? Pause(until: now)
        pause.failures += 1
        pause.until = now.advanced(by: Self.haltDuration)
        pauses[mapping] = pause
        return Self.haltDuration
    }

    /// The process is paused. - Returns: how long the rows wait.
    mutating func failed(
        _ mapping: String, now: MonotonicTime, retryAfter: Duration?, jitter: Double
    ) -> Duration {
        var pause = pauses[mapping] ?? Pause(until: now)
        // Calls that were in flight together count as one failure.
        if now >= pause.until { pause.failures += 1 }
        let delay = max(
            RetryPolicy.mpo.delay(failures: max(1, pause.failures), jitter: jitter),
            retryAfter ?? .zero)
        pause.until = max(pause.until, now.advanced(by: delay))
        pauses[mapping] = pause
        return delay
    }

    /// The reason is gone. - Returns: whether the mapping was paused before.
    mutating func mended(_ mapping: String) -> Bool {
        pauses.removeValue(forKey: mapping) != nil
    }
}
