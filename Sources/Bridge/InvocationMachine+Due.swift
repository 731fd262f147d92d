/// What is due, asked for at once.
extension InvocationMachine {
    /// All that can be due at a moment.
    package struct Due: Hashable, Sendable {
        /// `nextBatch`, `nextPage` and `nextEnd` would name one.
        package let batch, page, end: Bool
        /// `claim` would find rows of that kind.
        package let calls, lookUps: Bool
        /// As `nextWake`.
        package let wake: MonotonicTime?
    }

    /// Everything at once, for whoever asks after every event: each question to a machine that lies
    /// in an object copies the whole machine first, and half a dozen of them would cost more than
    /// their answers. This one changes nothing, and is `mutating` so that it is asked in place; the
    /// questions are part of it, since each would have the machine copied to it.
    package mutating func due(now: MonotonicTime) -> Due {
        Due(
            batch: isBatchDue(now: now), page: isPageDue(now: now), end: isEndDue(now: now),
            calls: isClaimable(now: now, only: .calls),
            lookUps: isClaimable(now: now, only: .lookUps), wake: nextWake(now: now))
    }
}
