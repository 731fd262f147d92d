package import Bridge

/// The life of the daemon.
extension Log {
    package func started(version: String, epoch: Int64) {
        write(.info, "started", [LogField("version", version), LogField("epoch", Int(epoch))])
    }

    /// - Parameter server: `receiver`, `metrics` or `admin`, as the metrics say it, too.
    package func listening(_ server: String, on address: String) {
        write(.info, "listening", [LogField("server", server), LogField("address", address)])
    }

    /// What an earlier process left.
    package func recovered(openInvocations: Int, queuedRows: Int) {
        write(
            .info, "recovered",
            [LogField("open-invocations", openInvocations), LogField("queued-rows", queuedRows)])
    }

    /// - Parameter reason: `signal`, `request` or `failure`.
    package func stopping(reason: String) {
        write(.info, "stopping", [LogField("reason", reason)])
    }

    package func stopped() { write(.info, "stopped", []) }

    /// The wall clock does not go on where it was: until it has been steady for a day, nothing is
    /// deleted for its age.
    ///
    /// - Parameter jump: forwards, or backwards when negative.
    package func clockJumped(_ jump: Duration) {
        write(.warning, "clock-jumped", [LogField("milliseconds", jump)])
    }

    /// The limit of open files leaves the receiver fewer connections than the configuration says.
    package func connectionsCut(to connections: Int, wanted: Int, descriptors: Int) {
        write(
            .warning, "connections-cut",
            [
                LogField("connections", connections), LogField("wanted", wanted),
                LogField("open-files-max", descriptors),
                LogField("mend", "raise the hard limit of open files (LimitNOFILE=)"),
            ])
    }

    package func configurationDoubted(_ warning: ConfigurationMistake) {
        write(
            .warning, "configuration-doubted", key: warning.path,
            [
                LogField("line", warning.line), LogField("path", warning.path),
                LogField("problem", warning.problem),
            ])
    }
}

/// An invoke and its answer.
extension Log {
    /// - Parameter rows: `nil` when a pull will tell.
    package func invokeAccepted(
        _ id: InvocationID, installID: String, mapping: String, rows: Int?
    ) {
        var fields = [
            LogField("invocation", id.text), LogField("install", installID),
            LogField("mapping", mapping),
        ]
        if let rows { fields.append(LogField("rows", rows)) }
        write(.info, "invoke-accepted", fields)
    }

    /// The same body again: it got the answer of the first.
    package func invokeRepeated(_ id: InvocationID) {
        write(.info, "invoke-repeated", [LogField("invocation", id.text)])
    }

    /// - Parameters:
    ///   - reason: what was wrong, without any value of the body.
    ///   - host: the peer's address, or a proxy's in front of it.
    ///   - tenantID: of a token that holds; nil before one does.
    package func invokeRefused(
        status: Int, reason: String, from host: String? = nil, tenantID: String? = nil
    ) {
        write(
            .warning, "invoke-refused", key: String(status),
            [LogField("status", status), LogField("reason", reason)] + caller(host, tenantID))
    }

    /// - Parameter reason: what was wrong, without any part of the token.
    package func tokenRefused(
        reason: String, from host: String? = nil, tenantID: String? = nil
    ) {
        write(
            .warning, "token-refused", key: reason,
            [LogField("reason", reason)] + caller(host, tenantID))
    }

    private func caller(_ host: String?, _ tenantID: String?) -> [LogField] {
        [host.map { LogField("peer", $0) }, tenantID.map { LogField("tenant", $0) }]
            .compactMap(\.self)
    }
}

/// Rows on their way to MPO.
extension Log {
    package func pagePulled(_ id: InvocationID, rows: Range<Int>, duration: Duration) {
        write(
            .debug, "page-pulled",
            [
                LogField("invocation", id.text), LogField("first-row", rows.lowerBound),
                LogField("rows", rows.count), LogField("milliseconds", duration),
            ])
    }

    /// - Parameters:
    ///   - label: a word of the transfer's or the answer's closed vocabulary.
    ///   - retry: until the next attempt; `nil` when there is none.
    package func pullFailed(
        _ id: InvocationID, offset: Int, label: String, attempt: Int, retry: Duration?
    ) {
        var fields = [
            LogField("invocation", id.text), LogField("offset", offset), LogField("reason", label),
            LogField("attempt", attempt),
        ]
        if let retry { fields.append(LogField("retry-milliseconds", retry)) }
        write(.warning, "pull-failed", key: label, fields)
    }

    /// A call whose rows are not all done, told once for the call.
    ///
    /// - Parameter transport: the transfer's word for why there is no answer; nil for an answer.
    package func callFailed(
        _ id: InvocationID, rows: Range<Int>, class outcome: OutcomeClass, label: String,
        transport: String? = nil, attempt: Int
    ) {
        var fields = [
            LogField("invocation", id.text), LogField("first-row", rows.lowerBound),
            LogField("rows", rows.count), LogField("class", outcome.rawValue),
            LogField("reason", label), LogField("attempt", attempt),
        ]
        if let transport { fields.append(LogField("transport", transport)) }
        write(
            .warning, "call-failed",
            key: "\(outcome.rawValue) \(label) \(transport ?? "")", fields)
    }

    /// A refusal that every row would meet; no row is lost, and one call tries again after a while.
    package func mappingHalted(_ mapping: String, label: String, retry: Duration) {
        write(
            .error, "mapping-halted", key: mapping,
            [
                LogField("mapping", mapping), LogField("reason", label),
                LogField("retry-milliseconds", retry),
            ])
    }

    /// Its process is paused; one call tries again after a while.
    package func mappingPaused(_ mapping: String, label: String, retry: Duration) {
        write(
            .warning, "mapping-paused", key: mapping,
            [
                LogField("mapping", mapping), LogField("reason", label),
                LogField("retry-milliseconds", retry),
            ])
    }

    /// The main API does not answer questions after tasks: unknown rows wait for it. Told once; the
    /// questions go on at a slower pace.
    ///
    /// - Parameter label: a word of the transfer's vocabulary, or `HTTP` and a status.
    package func lookUpsFailing(label: String, retry: Duration) {
        write(
            .error, "look-ups-failing", key: label,
            [LogField("reason", label), LogField("retry-milliseconds", retry)])
    }

    package func lookUpsMended() { write(.info, "look-ups-mended", []) }

    package func mappingResumed(_ mapping: String) {
        write(.info, "mapping-resumed", key: mapping, [LogField("mapping", mapping)])
    }
}

/// Operators.
extension Log {
    /// Somebody was shown a row's cells and its result.
    package func cellsShown(_ id: InvocationID, row: Int, to operatorName: String) {
        write(
            .info, "cells-shown", key: operatorName,
            [
                LogField("invocation", id.text), LogField("row", row),
                LogField("operator", operatorName),
            ])
    }
}

/// Results on their way back.
extension Log {
    package func batchPushed(_ id: InvocationID, batch: Int, rows: Int, duration: Duration) {
        write(
            .debug, "batch-pushed",
            [
                LogField("invocation", id.text), LogField("batch", batch), LogField("rows", rows),
                LogField("milliseconds", duration),
            ])
    }

    package func pushFailed(
        _ id: InvocationID, batch: Int, label: String, attempt: Int, retry: Duration?
    ) {
        var fields = [
            LogField("invocation", id.text), LogField("batch", batch), LogField("reason", label),
            LogField("attempt", attempt),
        ]
        if let retry { fields.append(LogField("retry-milliseconds", retry)) }
        write(.warning, "push-failed", key: label, fields)
    }

    package func completionFailed(
        _ id: InvocationID, label: String, attempt: Int, retry: Duration?
    ) {
        var fields = [
            LogField("invocation", id.text), LogField("reason", label),
            LogField("attempt", attempt),
        ]
        if let retry { fields.append(LogField("retry-milliseconds", retry)) }
        write(.warning, "completion-failed", key: label, fields)
    }

    /// - Parameter isAgain: an operator had taken rows of it up again; the product hears of them,
    ///   and of no second end. A slow act may come by here once a row.
    package func invocationCompleted(
        _ id: InvocationID, _ progress: Progress, duration: Duration
    ) {
        write(.info, "invocation-completed", Self.totals(id, progress, duration))
    }

    /// An operator's act had taken it up again; the product is not told a second time.
    package func invocationCompletedAgain(
        _ id: InvocationID, _ progress: Progress, duration: Duration
    ) {
        write(.debug, "invocation-completed-again", Self.totals(id, progress, duration))
    }

    private static func totals(
        _ id: InvocationID, _ progress: Progress, _ duration: Duration
    ) -> [LogField] {
        [
            LogField("invocation", id.text), LogField("rows", progress.rowsStored),
            LogField("succeeded", progress.succeeded), LogField("failed", progress.failed),
            LogField("unknown", progress.unknown), LogField("milliseconds", duration),
        ]
    }

    /// - Parameter waitsFor: words for what is missing to its end, with commas between them.
    package func invocationSlow(
        _ id: InvocationID, mapping: String, age: Duration, waitsFor: String
    ) {
        write(
            .warning, "invocation-slow", key: waitsFor,
            [
                LogField("invocation", id.text), LogField("mapping", mapping),
                LogField("milliseconds", age), LogField("waits-for", waitsFor),
            ])
    }

    /// - Parameter reason: what the peer refused, without the path of a signed URL.
    package func invocationHalted(_ id: InvocationID, reason: String) {
        write(
            .error, "invocation-halted", key: reason,
            [LogField("invocation", id.text), LogField("reason", reason)])
    }
}

/// The disk.
extension Log {
    package func storeHasSpaceAgain() { write(.info, "store-has-space-again", []) }

    /// The process ends after this line: what is on disk is certain, what is in memory no longer.
    package func storeFailed(_ message: String) {
        write(.error, "store-failed", key: message, [LogField("reason", message)])
    }
}

/// Invocations that are taken up again, and the disk's refusals.
extension Log {
    /// Rows whose calls were under way when an earlier process ended: their outcome is unknown.
    package func callsInterrupted(_ id: InvocationID, rows: Int) {
        write(
            .warning, "calls-interrupted",
            [LogField("invocation", id.text), LogField("rows", rows)])
    }

    /// Completed invocations older than `store.retention` are gone.
    package func retentionApplied(_ invocations: Int) {
        write(.info, "retention-applied", [LogField("invocations", invocations)])
    }

    /// MPO was asked for the task of a row whose outcome is unknown.
    package func taskLookedUp(_ id: InvocationID, row: Int, finding: String) {
        write(
            .info, "task-looked-up", key: finding,
            [
                LogField("invocation", id.text), LogField("row", row),
                LogField("finding", finding),
            ])
    }

    /// An invocation that stays in the store and is not worked on.
    package func invocationSkipped(_ id: InvocationID, reason: String) {
        write(
            .error, "invocation-skipped", key: reason,
            [LogField("invocation", id.text), LogField("reason", reason)])
    }

    /// The same of one whose records contradict each other, so that only its number is certain.
    package func invocationSkipped(_ key: InvocationKey, reason: String) {
        write(
            .error, "invocation-skipped", key: reason,
            [LogField("number", Int(key.number)), LogField("reason", reason)])
    }

    /// An invocation that an earlier process had halted is tried again.
    package func invocationResumed(_ id: InvocationID, reason: String) {
        write(
            .info, "invocation-resumed",
            [LogField("invocation", id.text), LogField("reason", reason)])
    }

    /// The product's data set ended before the rows that it had announced.
    package func pullEndedEarly(_ id: InvocationID, rows: Int, missing: Int) {
        write(
            .warning, "pull-ended-early",
            [
                LogField("invocation", id.text), LogField("rows", rows),
                LogField("missing", missing),
            ])
    }

    /// The store does not take something now (`full`, `busy`, `overloaded`) or cannot read it.
    /// While it is full, invokes are answered 503, and the engine's records are tried again.
    package func storeRefused(label: String, attempt: Int) {
        write(
            .error, "store-refused", key: label,
            [LogField("reason", label), LogField("attempt", attempt)])
    }
}
