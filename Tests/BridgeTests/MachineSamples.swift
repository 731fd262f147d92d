import Bridge

/// A moment so many seconds after the start of a test.
func at(_ seconds: Double) -> MonotonicTime {
    MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000_000 + seconds))
}

extension InvocationMachine.Plan {
    /// A plan for tests that mind only some of it.
    static func plan(
        reported: Bool = true, completion: Bool = true, page: Int = 10, batch: Int = 5
    ) -> Self {
        Self(
            isReported: reported, wantsCompletion: completion, pullPageMax: page,
            pushBatchMax: batch)
    }
}

extension InvocationMachine {
    /// An invocation whose rows came along.
    static func withRows(_ count: Int, plan: Plan = .plan()) -> Self {
        Self(
            plan: plan,
            progress: Progress(
                state: .accepted, rowsAnnounced: count, rowsStored: count, isWhole: true))
    }

    /// An invocation whose rows are to be pulled.
    static func pulling(announced: Int?, plan: Plan = .plan()) -> Self {
        Self(
            plan: plan,
            progress: Progress(
                state: .accepted, rowsAnnounced: announced, rowsStored: 0, isWhole: false))
    }

    /// Claims rows to be sent.
    mutating func claim(max: Int, now: MonotonicTime) -> Claim? {
        claim(max: max, now: now, only: .calls)
    }

    /// Whether there are rows of any kind to claim.
    func isClaimable(now: MonotonicTime) -> Bool {
        isClaimable(now: now, only: .calls) || isClaimable(now: now, only: .lookUps)
    }

    /// Claims so many rows and has them succeed, on disk.
    mutating func run(_ count: Int, now: MonotonicTime = at(0)) {
        var rest = count
        while rest > 0, let claim = claim(max: rest, now: now) {
            settle(claim.rows, as: .succeeded)
            rowsAreDurable(RowRanges(claim.rows), now: now)
            rest -= claim.rows.count
        }
        precondition(rest == 0, "fewer rows than the test wants")
    }

    /// Has the next batch acknowledged, on disk. - Returns: its rows.
    mutating func pushBatch(now: MonotonicTime = at(0)) -> RowRanges? {
        guard let batch = nextBatch(now: now) else { return nil }
        batchAccepted(batch)
        batchIsDurable(rowCount: batch.count)
        return batch
    }
}
