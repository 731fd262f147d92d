import Bridge

/// How many rows an act may take up at a moment: a rate, spent in steps that are worth a commit.
struct RowAllowance {
    private let perSecond: Double?
    private let least: Double
    private var saved: Double
    private var countedAt: MonotonicTime

    /// A step of a fast rate takes what comes together in this time.
    private static let stepSeconds = 0.1

    /// - Parameter perSecond: `nil` for no limit.
    init(perSecond: Double?, now: MonotonicTime) {
        self.perSecond = perSecond
        least = max(1, ((perSecond ?? 0) * Self.stepSeconds).rounded(.down))
        saved = least
        countedAt = now
    }

    /// Rows that may be taken up now; 0 before a step is worth it.
    mutating func rows(_ now: MonotonicTime) -> Int {
        guard let perSecond else { return .max }
        let passed = Double(countedAt.duration(to: now).inNanoseconds) / 1e9
        countedAt = now
        // What was not used while the act had to wait is not made up for.
        saved = min(saved + passed * perSecond, 2 * least)
        return saved >= least ? Int(saved) : 0
    }

    mutating func spend(_ rows: Int) { if perSecond != nil { saved -= Double(rows) } }

    /// When the next step is worth it.
    func opensAt(_ now: MonotonicTime) -> MonotonicTime {
        guard let perSecond, saved < least else { return now }
        return now.advanced(by: .nanoseconds(Int64((least - saved) / perSecond * 1e9) + 1))
    }
}
