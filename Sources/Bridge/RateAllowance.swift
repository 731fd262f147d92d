/// How many operations may leave a second: a bucket that time fills.
struct RateAllowance: Sendable {
    private let perSecond: Double
    /// At most a tenth of a second's worth, or one call.
    private let balanceMax: Double
    private var balance: Double
    private var refilledAt: MonotonicTime?

    init(perSecond: Double, operationsPerCallMax: Int) {
        precondition(perSecond > 0, "a rate lets something pass")
        self.perSecond = perSecond
        balanceMax = max(perSecond / 10, Double(operationsPerCallMax))
        balance = balanceMax
    }

    /// These limits with what another allowance has left: a change of limits gives nothing away.
    func holding(_ other: RateAllowance?) -> RateAllowance {
        guard let other else { return self }
        var same = self
        same.balance = min(other.balance, balanceMax)
        same.refilledAt = other.refilledAt
        return same
    }

    mutating func covers(_ operations: Int, now: MonotonicTime) -> Bool {
        refill(now)
        return balance >= needed(operations)
    }

    /// When there is enough for so many operations.
    func coversAt(_ operations: Int, now: MonotonicTime) -> MonotonicTime {
        guard balance < needed(operations) else { return now }
        let wait = Duration.seconds((needed(operations) - balance) / perSecond) + .milliseconds(1)
        return max(now, (refilledAt ?? now).advanced(by: wait))
    }

    mutating func spend(_ operations: Int) { balance -= Double(operations) }

    /// What a call waits for. One that is larger than the bucket (its mapping is older than the
    /// configuration) waits for a full one and leaves a debt.
    private func needed(_ operations: Int) -> Double { min(Double(operations), balanceMax) }

    private mutating func refill(_ now: MonotonicTime) {
        if let refilledAt {
            let elapsed = Double(refilledAt.duration(to: now).inNanoseconds) / 1e9
            balance = min(balanceMax, balance + max(0, elapsed) * perSecond)
        }
        refilledAt = now
    }
}
