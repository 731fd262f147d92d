import Bridge

/// Mappings whose rows must wait although MPO is well: a process that is paused, or a refusal that
/// every row would meet (signature, right, redirect). The other mappings go on.
struct MappingPauses {
    private struct Pause {
        var failures = 0
        var until: MonotonicTime
    }

    /// How long a halted mapping waits before one more call finds out whether it was mended.
    static let haltDuration = Duration.seconds(120)

    private var pauses: [String: Pause] = [:]
    private var parked: [OpenInvocation] = []

    /// When the first pause ends that keeps an invocation waiting.
    var nextEnd: MonotonicTime? {
        parked.compactMap { pauses[$0.mapping.name]?.until }.min()
    }

    func isPaused(_ mapping: String, now: MonotonicTime) -> Bool {
        pauses[mapping].map { now < $0.until } ?? false
    }

    /// Keeps an invocation that is queued for MPO until its mapping's pause is over.
    mutating func park(_ invocation: OpenInvocation) { parked.append(invocation) }

    /// Invocations whose pause is over; they stay marked as queued.
    mutating func takeResumed(_ now: MonotonicTime) -> [OpenInvocation] {
        guard !parked.isEmpty else { return [] }
        var resumed: [OpenInvocation] = []
        var waiting: [OpenInvocation] = []
        for invocation in parked {
            if isPaused(invocation.mapping.name, now: now) {
                waiting.append(invocation)
            } else {
                resumed.append(invocation)
            }
        }
        parked = waiting
        return resumed
    }

    /// Every row would be refused. - Returns: how long the rows wait.
    mutating func halt(_ mapping: String, now: MonotonicTime) -> Duration {
        let failures = pauses[mapping]?.failures ?? 0
        pauses[mapping] = Pause(
            failures: failures + 1, until: now.advanced(by: Self.haltDuration))
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

    /// - Returns: whether the mapping was paused before.
    mutating func succeeded(_ mapping: String) -> Bool {
        pauses.isEmpty ? false : pauses.removeValue(forKey: mapping) != nil
    }
}
