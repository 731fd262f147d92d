import AMS
import Bridge
import Curl
import Store

/// Fetches the data set of an invoke that came without one: page after page by `offset` and
/// `limit`, each page one record on disk, so that a crash resumes at the next offset. Rows run
/// while later pages load.
final class PagePuller {
    private let bench: Workbench
    private let calls: ProductCalls

    init(_ bench: Workbench, calls: ProductCalls) {
        self.bench = bench
        self.calls = calls
    }

    /// Asks for the next page, if one is due. - Returns: whether a call left.
    func start(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        guard let endpoint = invocation.invocation.export,
            let page = invocation.machine.nextPage(now: turn.now)
        else { return false }
        let url = ExportPage.url(endpoint.url, offset: page.offset, limit: page.limit)
        guard
            let request = calls.request(
                endpoint, url: url, body: [], for: invocation, wall: turn.wall)
        else {
            halt(invocation, reason: ProductCalls.notAllowed)
            return false
        }
        let tag = bench.transfers.insert(.page(invocation, page))
        turn.starter.start(request, tag: tag)
        return true
    }

    /// A page came, or did not.
    func ended(
        _ invocation: OpenInvocation, _ request: InvocationMachine.PageRequest,
        _ verdict: ProductCalls.Verdict, _ turn: Turn
    ) {
        switch verdict {
        case .accepted(let response):
            do throws(MessageError) {
                let page = try ExportPage(body: response.body, firstRow: request.offset)
                take(page, request, invocation, response.times.total)
            } catch {
                unreadable(invocation, "the answer is no page: \(error)", turn)
            }
        case .again(let again):
            let delay = invocation.machine.pullFailed(
                now: turn.now, retryAfter: nil, jitter: bench.jitter(), isOwn: again.isOwn)
            tell(invocation, again.reason, retry: max(delay, again.hostDelay))
        case .tooLarge:
            guard invocation.machine.pageTooLarge(request) else {
                return halt(invocation, reason: "a page of one row is too large")
            }
            tell(
                invocation, "too_large, asked for \(request.limit) rows: fewer now", retry: .zero)
        case .refused(let reason), .forbidden(let reason):
            halt(invocation, reason: reason)
        }
    }

    /// Bad text may be mended while the product is repaired, and it may stay for ever.
    private func unreadable(_ invocation: OpenInvocation, _ reason: String, _ turn: Turn) {
        guard
            let delay = invocation.machine.pageUnreadable(now: turn.now, jitter: bench.jitter())
        else { return halt(invocation, reason: reason) }
        tell(invocation, reason, retry: delay)
    }

    private func take(
        _ page: ExportPage, _ request: InvocationMachine.PageRequest,
        _ invocation: OpenInvocation, _ duration: Duration
    ) {
        switch invocation.machine.pulled(rowCount: page.rowCount, request: request) {
        case .store(let firstRow):
            let columns = page.columns(unlike: invocation.invocation.recordDefinition)
            let records = page.pages.map {
                PageRecord(
                    firstRow: $0.firstRow, rowCount: $0.rowCount, columns: columns, rows: $0.rows)
            }
            bench.record(invocation) { $0.pages.append(contentsOf: records) }
            bench.outbox.after(.pageIsReadable(invocation.key, to: firstRow + page.rowCount))
            for (record, page) in zip(records, page.pages) {
                bench.pages.insert(CachedPage(record, starts: page.starts), of: invocation.key)
            }
            ServiceCrashPoint.reached(.pageReceived)
            if invocation.invocation.announcedSize == nil { bench.metrics.queue(page.rowCount) }
            bench.metrics.productCalls.add(.pageRead)
            bench.log.pagePulled(
                invocation.id, rows: firstRow..<firstRow + page.rowCount, duration: duration)
        case .finish(let missing):
            bench.record(invocation)
            bench.outbox.after(.pullEndIsDurable(invocation.key))
            if missing > 0 {
                bench.metrics.queue(-missing)
                bench.log.pullEndedEarly(
                    invocation.id, rows: invocation.machine.progress.rowsStored, missing: missing)
            }
        case .refuse:
            halt(
                invocation,
                reason: "the product sent \(page.rowCount) rows and was asked for \(request.limit)")
        case .refuseDataSet:
            halt(invocation, reason: "the data set has more than \(Limits.dataSetRowsMax) rows")
        }
    }

    private func tell(_ invocation: OpenInvocation, _ reason: String, retry: Duration) {
        bench.metrics.productCalls.add(.pageFailed)
        bench.log.pullFailed(
            invocation.id, offset: invocation.machine.progress.rowsStored, label: reason,
            attempt: invocation.machine.pullFailures, retry: retry)
    }

    private func halt(_ invocation: OpenInvocation, reason: String) {
        bench.metrics.productCalls.add(.pageFailed)
        bench.halt(invocation, .pull, reason: "export: \(reason)")
    }
}
