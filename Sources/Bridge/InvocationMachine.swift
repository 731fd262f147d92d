/// What comes next for one open invocation: which page to fetch, which rows to claim, which rows
/// make the next batch, when completion is due. Pure: events go in, decisions come out, and the
/// caller carries them out on disk and network.
///
/// Its state is cursors and exceptions, never a list of rows: a million rows that settle roughly in
/// order need a handful of ranges.
///
/// The order of things on disk is the caller's duty and the reason for the names: what `claim`
/// returns may be sent only after the `progress` that it changed is committed, and rows become
/// reportable only by `rowsAreDurable`, after the record of their outcome is.
package struct InvocationMachine: Sendable {
    /// What does not change while the invocation runs.
    package struct Plan: Hashable, Sendable {
        package let isReported: Bool
        package let wantsCompletion: Bool
        package let pullPageMax: Int
        package let pushBatchMax: Int

        package init(
            isReported: Bool, wantsCompletion: Bool, pullPageMax: Int, pushBatchMax: Int
        ) {
            precondition(pullPageMax > 0 && pushBatchMax > 0, "a page and a batch hold a row")
            self.isReported = isReported
            self.wantsCompletion = wantsCompletion
            self.pullPageMax = pullPageMax
            self.pushBatchMax = pushBatchMax
        }
    }

    /// A row that will be sent again.
    struct WaitingRow: Hashable, Comparable, Sendable {
        let dueAt: MonotonicTime
        let row: Int
        let attempt: Int

        /// By time; of the same moment the lowest row comes first.
        static func < (left: WaitingRow, right: WaitingRow) -> Bool {
            left.dueAt != right.dueAt ? left.dueAt < right.dueAt : left.row < right.row
        }
    }

    /// A partial batch leaves when its oldest row has waited for this long.
    package static let batchAgeMax = Duration.seconds(30)

    /// While so many rows wait to be sent again, no fresh ones are claimed: what is kept in memory
    /// of an invocation stays small even when none of its calls ends well.
    package static let waitingMax = 10_000
    /// The same for rows whose tasks are looked up; more of them, since they wait for another peer.
    package static let lookUpsMax = 50_000

    package let plan: Plan
    package internal(set) var progress: Progress

    /// Rows below this are committed and can be read back.
    var readableTo: Int
    /// That no further page will come is on disk. Otherwise a crash could have the product asked
    /// again, and its answer might be different after the completion.
    var isPullEndDurable = true
    /// Settled rows at or above `progress.settledTo`.
    var settled = RowRanges()
    /// Rows whose outcome is on disk and that no batch holds.
    var reportable = RowRanges()
    var reportableSince: MonotonicTime?
    /// Reported rows at or above `progress.reportedTo`.
    var reported = RowRanges()
    /// Rows of the acknowledged batch whose record is not yet on disk.
    var acknowledged = RowRanges()
    /// Rows that will be sent again, sorted, the next one last.
    var waiting: [WaitingRow] = []
    /// Rows whose tasks will be looked up. Apart from those that are sent, since another peer is
    /// asked: neither keeps the other waiting. When a target fails with many calls under way, or
    /// for long, they can be as many as the rows of a data set.
    var lookUps = BinaryHeap<WaitingRow>()
    /// Rows in a call that has not ended.
    var rowsInFlight = 0
    /// Rows that an operator must decide on.
    package internal(set) var rowsHeld = 0
    /// Settled rows that are on disk, for knowing when all are.
    var durable = 0
    /// Rows of acknowledged batches whose record is on disk: after a crash the others are pushed
    /// again.
    var reportedDurable = 0

    var pull = Errand()
    var push = Errand()
    var completion = Errand()
    /// Rows that a page is asked for; fewer than planned once a page was too large.
    var pullLimit: Int
    /// Since when no page could be read, although pages came.
    var unreadableSince: MonotonicTime?

    /// A new invocation, or one read back from the store (then followed by `restore`).
    package init(plan: Plan, progress: Progress) {
        self.plan = plan
        self.progress = progress
        pullLimit = plan.pullPageMax
        readableTo = progress.rowsStored
        durable = progress.settled
        reportedDurable = progress.reported
        // An announcement of no rows at all: there is nothing to ask for.
        if progress.rowsAnnounced == progress.rowsStored { self.progress.isWhole = true }
        advanceState()
    }

    /// One kind of call to the product: at most one at a time, tried again until it succeeds.
    struct Errand: Hashable, Sendable {
        var isUnderWay = false
        /// In a row, whoever is to blame.
        var failures = 0
        /// Those among them that concern this invocation alone: they make it wait. For the others
        /// the gate of the host does.
        var ownFailures = 0
        var notBefore: MonotonicTime?

        func isFree(at now: MonotonicTime) -> Bool {
            !isUnderWay && (notBefore.map { now >= $0 } ?? true)
        }

        mutating func start() {
            precondition(!isUnderWay, "one errand of a kind at a time")
            isUnderWay = true
        }

        mutating func succeeded() { self = Errand() }

        mutating func failed(
            now: MonotonicTime, retryAfter: Duration?, jitter: Double, isOwn: Bool
        ) -> Duration {
            isUnderWay = false
            failures += 1
            guard isOwn else {
                notBefore = nil
                return .zero
            }
            ownFailures += 1
            let delay = max(
                RetryPolicy.product.delay(failures: ownFailures, jitter: jitter),
                min(retryAfter ?? .zero, TargetGate.retryAfterMax))
            notBefore = now.advanced(by: delay)
            return delay
        }
    }

    // MARK: - What the caller asks

    /// Whether a claim would find rows now.
    @inline(__always)
    package func isClaimable(now: MonotonicTime, only kind: ClaimKind) -> Bool {
        guard progress.state.isOpen else { return false }
        return switch kind {
        case .lookUps: dueLookUp(now: now) != nil
        case .calls:
            isDue(waiting, now) || progress.claimedTo < readableTo && takesFreshRows
        }
    }

    var takesFreshRows: Bool {
        waiting.count < Self.waitingMax && lookUps.count < Self.lookUpsMax
    }

    func isDue(_ rows: [WaitingRow], _ now: MonotonicTime) -> Bool {
        rows.last.map { $0.dueAt <= now } ?? false
    }

    /// Rows that wait to be sent again; without those that are looked up, which may take a day.
    package var rowsWaiting: Int { waiting.count }

    /// Every row there will ever be is settled, and that is on disk.
    package var isSettled: Bool {
        progress.isWhole && durable == progress.rowsStored
    }

    /// Nothing is left to do but to say so.
    package var isReported: Bool {
        isSettled && (!plan.isReported || progress.reported == progress.rowsStored)
    }

    /// No call of this invocation is under way.
    package var isIdle: Bool {
        rowsInFlight == 0 && !pull.isUnderWay && !push.isUnderWay && !completion.isUnderWay
    }

    /// The earliest moment at which time alone changes an answer; `nil` when only an event can.
    @inline(__always)
    package func nextWake(now: MonotonicTime) -> MonotonicTime? {
        guard progress.state.isOpen else { return nil }
        var wake: MonotonicTime?
        func consider(_ moment: MonotonicTime?) {
            guard let moment, moment > now else { return }
            wake = wake.map { min($0, moment) } ?? moment
        }
        consider(waiting.last?.dueAt)
        consider(lookUps.first?.dueAt)
        if !pull.isUnderWay { consider(pull.notBefore) }
        if !push.isUnderWay { consider(push.notBefore) }
        if !completion.isUnderWay { consider(completion.notBefore) }
        if plan.isReported, let since = reportableSince, !push.isUnderWay {
            consider(since.advanced(by: Self.batchAgeMax))
        }
        return wake
    }

    /// Keeps `state` in step with the counters.
    mutating func advanceState() {
        guard progress.state.isOpen else { return }
        if !progress.isWhole {
            if progress.state == .accepted, progress.rowsStored > 0 { progress.state = .pulling }
        } else if isReported {
            progress.state = .completing
        } else {
            progress.state = .running
        }
    }

    /// The three kinds of call to the product.
    package enum ErrandKind: Hashable, Sendable {
        case pull, push, completion
    }

    /// A peer refuses us for good, or the records contradict each other; the invocation stands
    /// still. What the refused call was to carry is not kept here: whoever resumes the invocation
    /// takes it up anew from the store (`restore`).
    ///
    /// - Parameter errand: the call that was refused, which is over; `nil` when none was.
    package mutating func halt(_ errand: ErrandKind?) {
        precondition(progress.state != .completed, "a completed invocation has no peer left")
        progress.state = .halted
        switch errand {
        case .pull: pull.isUnderWay = false
        case .push: push.isUnderWay = false
        case .completion: completion.isUnderWay = false
        case nil: break
        }
    }
}
