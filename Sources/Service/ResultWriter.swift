import AMS
import Bridge
import Curl
import JSON
import Store

/// Pushes the results of settled rows to the product, in batches of at most `maxPushBatchSize`. A
/// batch is read back from the store: nothing is reported that is not on disk, and memory holds one
/// batch however many rows there are.
final class ResultWriter {
    private let bench: Workbench
    private let calls: ProductCalls
    private let onStoreFailure: @Sendable (StoreError) -> Void

    init(
        _ bench: Workbench, calls: ProductCalls,
        onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.calls = calls
        self.onStoreFailure = onStoreFailure
    }

    /// Pushes the next batch, if one is due. - Returns: whether a call left.
    func start(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        guard let endpoint = invocation.invocation.import,
            let rows = invocation.machine.nextBatch(now: turn.now)
        else { return false }
        let body: [UInt8]
        do throws(StoreError) {
            var batch = BatchBody(invocation, bench, rowCount: rows.count)
            for range in rows.ranges { try batch.append(range) }
            body = batch.end()
        } catch {
            unreadable(rows, of: invocation, error, turn)
            return false
        }
        guard
            let request = calls.request(
                endpoint, url: endpoint.url, body: body, for: invocation, wall: turn.wall)
        else {
            bench.halt(invocation, .push, reason: "import: \(ProductCalls.notAllowed)")
            return false
        }
        let tag = bench.transfers.insert(.batch(invocation, rows, startedAt: turn.wall))
        turn.starter.start(request, tag: tag)
        return true
    }

    /// One invocation whose records contradict each other must not stop the others.
    private func unreadable(
        _ rows: RowRanges, of invocation: OpenInvocation, _ error: StoreError, _ turn: Turn
    ) {
        if error.isFatal { return onStoreFailure(error) }
        if case .contradiction(let message) = error {
            return bench.halt(invocation, .push, reason: "store: \(message)")
        }
        _ = invocation.machine.batchFailed(
            rows, now: turn.now, retryAfter: nil, jitter: bench.jitter(), isOwn: false)
        bench.readFailed(error, turn.now)
    }

    func ended(
        _ invocation: OpenInvocation, _ rows: RowRanges, startedAt: UnixTime,
        _ verdict: ProductCalls.Verdict, _ turn: Turn
    ) {
        let failures = invocation.machine.batchFailures
        switch verdict {
        case .accepted(let response):
            ServiceCrashPoint.reached(.batchAcknowledged)
            invocation.machine.batchAccepted(rows)
            invocation.batchCount += 1
            let record = BatchRecord(
                number: invocation.batchCount, rows: rows, sentAt: startedAt,
                milliseconds: Int(response.times.total.inMilliseconds), attempts: failures + 1)
            bench.record(invocation) { $0.batches.append(record) }
            bench.outbox.after(.batchIsDurable(invocation.key, rowCount: rows.count))
            bench.metrics.productCalls.add(.batchAccepted)
            bench.metrics.rowsReported.add(rows.count)
            bench.log.batchPushed(
                invocation.id, batch: invocation.batchCount, rows: rows.count,
                duration: response.times.total)
        case .again(let again):
            bench.metrics.productCalls.add(.batchFailed)
            let delay = invocation.machine.batchFailed(
                rows, now: turn.now, retryAfter: nil, jitter: bench.jitter(), isOwn: again.isOwn)
            bench.log.pushFailed(
                invocation.id, batch: invocation.batchCount + 1, label: again.reason,
                attempt: failures + 1, retry: max(delay, again.hostDelay))
        case .tooLarge:
            bench.metrics.productCalls.add(.batchFailed)
            bench.halt(invocation, .push, reason: "import: the answer is too large")
        case .refused(let reason), .forbidden(let reason):
            bench.metrics.productCalls.add(.batchFailed)
            bench.halt(invocation, .push, reason: "import: \(reason)")
        }
    }
}
