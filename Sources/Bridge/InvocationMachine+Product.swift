/// The product's side: pages in, batches and the completion out.
extension InvocationMachine {
    /// A page to ask for.
    package struct PageRequest: Hashable, Sendable {
        package let offset: Int
        package let limit: Int
    }

    /// The next page, if one is due; the caller asks for it and answers by `pulled` or
    /// `pullFailed`. Pages load ahead of the disk by one at most, so that a disk that stands still
    /// stops them.
    package mutating func nextPage(now: MonotonicTime) -> PageRequest? {
        guard isPageDue(now: now) else { return nil }
        pull.start()
        let rest = (progress.rowsAnnounced ?? .max) - progress.rowsStored
        return PageRequest(offset: progress.rowsStored, limit: min(pullLimit, rest))
    }

    /// Whether `nextPage` would name one.
    @inline(__always)
    package func isPageDue(now: MonotonicTime) -> Bool {
        progress.state.isOpen && !progress.isWhole && pull.isFree(at: now)
            && progress.rowsStored - readableTo <= plan.pullPageMax
    }

    package enum PulledAction: Hashable, Sendable {
        /// Store these rows, then say `pageIsReadable`.
        case store(firstRow: Int)
        /// The pull is over without further rows: commit `progress`, then say `pullEndIsDurable`.
        /// `missing`: fewer came than were announced.
        case finish(missing: Int)
        /// More rows than were asked for: whoever ignores `limit` may ignore `offset` too, and its
        /// rows would become tasks twice. The page is refused.
        case refuse
        /// More rows than a data set may have (`Limits.dataSetRowsMax`). The page is refused: to
        /// end without it would drop rows in silence.
        case refuseDataSet
    }

    /// A page came.
    package mutating func pulled(rowCount: Int, request: PageRequest) -> PulledAction {
        // Nothing but the whole data set at once is unmistakable without a limit.
        let isWholeDataSet = request.offset == 0 && rowCount == progress.rowsAnnounced
        guard rowCount <= request.limit || isWholeDataSet else { return .refuse }
        guard progress.rowsStored + rowCount <= Limits.dataSetRowsMax else { return .refuseDataSet }
        pull.succeeded()
        unreadableSince = nil
        if rowCount == 0 {
            let missing = (progress.rowsAnnounced ?? progress.rowsStored) - progress.rowsStored
            progress.rowsAnnounced = progress.rowsStored
            progress.isWhole = true
            isPullEndDurable = false
            advanceState()
            return .finish(missing: missing)
        }
        let firstRow = progress.rowsStored
        progress.rowsStored += rowCount
        progress.isWhole = progress.rowsStored == progress.rowsAnnounced
        if progress.state.isOpen { progress.state = progress.isWhole ? .running : .pulling }
        return .store(firstRow: firstRow)
    }

    /// Rows below `row` are committed. - Returns: how many of them were not before.
    @discardableResult
    package mutating func pageIsReadable(to row: Int) -> Int {
        let fresh = max(0, row - readableTo)
        readableTo += fresh
        return fresh
    }

    /// That no further page will come is committed.
    package mutating func pullEndIsDurable() { isPullEndDurable = true }

    /// A page could not be had.
    ///
    /// - Parameter isOwn: the reason concerns this invocation alone; otherwise its host's gate
    ///   keeps the next attempt back.
    /// - Returns: how long the next attempt waits.
    package mutating func pullFailed(
        now: MonotonicTime, retryAfter: Duration?, jitter: Double, isOwn: Bool = true
    ) -> Duration {
        pull.failed(now: now, retryAfter: retryAfter, jitter: jitter, isOwn: isOwn)
    }

    /// For so long pages that cannot be read are asked for again.
    package static let unreadablePagesMax = Duration.seconds(24 * 3_600)

    /// A page came that cannot be read: one that was cut short or is about to be mended.
    ///
    /// - Returns: how long the next attempt waits; `nil` when none has been readable for
    ///   `unreadablePagesMax`, and the pull is to be halted.
    package mutating func pageUnreadable(now: MonotonicTime, jitter: Double) -> Duration? {
        let since = unreadableSince ?? now
        unreadableSince = since
        guard since.duration(to: now) < Self.unreadablePagesMax else { return nil }
        return pull.failed(now: now, retryAfter: nil, jitter: jitter, isOwn: true)
    }

    /// The answer with a page was too large: a smaller one is asked for.
    ///
    /// - Returns: `false` when it was one row already, and the pull is to be halted.
    package mutating func pageTooLarge(_ request: PageRequest) -> Bool {
        guard request.limit > 1 else { return false }
        pull.succeeded()
        pullLimit = request.limit / 2
        return true
    }

    /// The rows of the next batch, if one is due; answered by `batchAccepted` or `batchFailed`.
    ///
    /// One batch at a time is acknowledged and not yet on disk: no more can be repeated by a crash.
    /// A batch leaves when it is full, when nothing more is in motion (so that held rows do not
    /// keep the others), or when its oldest row has waited for `batchAgeMax`.
    package mutating func nextBatch(now: MonotonicTime) -> RowRanges? {
        guard isBatchDue(now: now) else { return nil }
        push.start()
        let batch = reportable.takeFirst(plan.pushBatchMax)
        reportableSince = reportable.isEmpty ? nil : now
        return batch
    }

    /// Whether `nextBatch` would name one.
    @inline(__always)
    package func isBatchDue(now: MonotonicTime) -> Bool {
        guard progress.state.isOpen, plan.isReported, !reportable.isEmpty, push.isFree(at: now),
            reportedDurable == progress.reported
        else { return false }
        let isOld = reportableSince.map { $0.advanced(by: Self.batchAgeMax) <= now } ?? false
        return reportable.count >= plan.pushBatchMax || !isInMotion || isOld
    }

    /// Rows may still settle without an operator or a long wait.
    private var isInMotion: Bool {
        !progress.isWhole || progress.claimedTo < progress.rowsStored || rowsInFlight > 0
            || !waiting.isEmpty || !lookUps.isEmpty || durable < progress.settled
    }

    /// The product acknowledged a batch; the caller commits `progress` and the batch's record
    /// together and then says `batchIsDurable`.
    package mutating func batchAccepted(_ rows: RowRanges) {
        push.succeeded()
        progress.reported += rows.count
        acknowledged = rows
        for range in rows.ranges { reported.insert(range) }
        advanceReported()
        advanceState()
    }

    /// The record of an acknowledged batch is committed.
    package mutating func batchIsDurable(rowCount: Int) {
        reportedDurable += rowCount
        acknowledged = RowRanges()
        precondition(reportedDurable <= progress.reported, "a batch is durable once")
    }

    /// The product did not take a batch: its rows wait for the next one.
    package mutating func batchFailed(
        _ rows: RowRanges, now: MonotonicTime, retryAfter: Duration?, jitter: Double,
        isOwn: Bool = true
    ) -> Duration {
        for range in rows.ranges { reportable.insert(range) }
        if reportableSince == nil { reportableSince = now }
        return push.failed(now: now, retryAfter: retryAfter, jitter: jitter, isOwn: isOwn)
    }

    package enum EndAction: Hashable, Sendable {
        /// Tell the product, then say `completed`.
        case notify
        /// Nobody wants to know: the invocation is over.
        case finish
    }

    /// What the end asks for, if it has come: once, after every batch was acknowledged and that is
    /// on disk. Otherwise a crash could have the last batch pushed again after the completion.
    package mutating func nextEnd(now: MonotonicTime) -> EndAction? {
        guard isEndDue(now: now) else { return nil }
        completion.start()
        return plan.wantsCompletion && !progress.isNotified ? .notify : .finish
    }

    /// Whether `nextEnd` would ask for something.
    @inline(__always)
    package func isEndDue(now: MonotonicTime) -> Bool {
        progress.state == .completing && isReported && reportedDurable == progress.reported
            && isPullEndDurable && !push.isUnderWay && completion.isFree(at: now)
    }

    package mutating func completed() {
        precondition(isReported && completion.isUnderWay, "completion comes last, and once")
        completion.succeeded()
        progress.isNotified = plan.wantsCompletion
        progress.state = .completed
    }

    package mutating func completionFailed(
        now: MonotonicTime, retryAfter: Duration?, jitter: Double, isOwn: Bool = true
    ) -> Duration {
        completion.failed(now: now, retryAfter: retryAfter, jitter: jitter, isOwn: isOwn)
    }

    /// How often the errand that is under way or just ended has failed in a row.
    package var batchFailures: Int { push.failures }
    package var pullFailures: Int { pull.failures }
    package var completionFailures: Int { completion.failures }

    mutating func advanceReported() {
        guard plan.isReported, let first = reported.ranges.first,
            first.lowerBound <= progress.reportedTo
        else { return }
        progress.reportedTo = max(progress.reportedTo, first.upperBound)
        reported.remove(0..<progress.reportedTo)
    }
}
