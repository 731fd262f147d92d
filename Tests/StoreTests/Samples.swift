import Bridge
import Store

extension UnixTime {
    static let sample = UnixTime(seconds: 1_800_000_000)
    func plus(_ duration: Duration) -> UnixTime { advanced(by: duration) }
}

extension NewInvocation {
    /// An invoke with a number of rows that came along in pages.
    static func sample(
        digest: UInt8? = nil, digestEnd: UInt8? = nil, rows: Int = 0, pageRows: Int = 1_000,
        state: InvocationState = .running, at time: UnixTime = .sample,
        mapping: String = "loan-offer", mayStart: Bool = true
    ) -> NewInvocation {
        var bodyDigest = (0..<32).map { _ in digest ?? UInt8.random(in: 0...255) }
        if let digestEnd { bodyDigest[31] = digestEnd }
        let pages = stride(from: 0, to: rows, by: pageRows).map { first in
            PageRecord.sample(first, min(pageRows, rows - first))
        }
        return NewInvocation(
            id: InvocationID(bodyDigest: bodyDigest, random: .random(in: .min ... .max)),
            context: InvocationContext(
                appID: "app", installID: "install", instanceID: "instance", serviceID: "service",
                tenantID: "tenant", productID: "product"),
            dataSetID: "data-set", bodyDigest: bodyDigest, head: Array(#"{"größe":1}"#.utf8),
            mapping: .init(name: mapping, text: Array(#"{"name":"\#(mapping)"}"#.utf8)),
            progress: Progress(
                state: state, rowsAnnounced: rows, rowsStored: rows, isWhole: true),
            pages: pages, acceptedAt: time, duplicateWindow: .seconds(3600),
            mayStart: mayStart)
    }
}

extension PageRecord {
    static func sample(_ firstRow: Int, _ rowCount: Int, columns: String? = nil) -> PageRecord {
        let rows = (firstRow..<firstRow + rowCount).map { #"["\#($0)"]"# }.joined(separator: ",")
        return PageRecord(
            firstRow: firstRow, rowCount: rowCount, columns: columns.map { Array($0.utf8) },
            rows: Array("[\(rows)]".utf8))
    }
}

extension CallRecord {
    static func sample(_ firstRow: Int, _ rowCount: Int) -> CallRecord {
        CallRecord(
            firstRow: firstRow, rowCount: rowCount, sentAt: .sample, milliseconds: 12,
            results: Array("[\(firstRow)]".utf8))
    }
}

extension ExceptionRecord {
    static func sample(
        _ row: Int, _ state: ExceptionState, attempt: Int = 1, class: OutcomeClass? = .refused,
        dueAt: UnixTime? = nil, result: String? = nil
    ) -> ExceptionRecord {
        ExceptionRecord(
            row: row, state: state, attempt: attempt, class: `class`, reason: "because of \(row)",
            at: .sample, dueAt: dueAt, result: result.map { Array($0.utf8) })
    }
}

extension AttemptRecord {
    static func sample(_ row: Int, _ attempt: Int, _ outcome: OutcomeClass) -> AttemptRecord {
        AttemptRecord(
            row: row, attempt: attempt, sentAt: .sample, milliseconds: 5, class: outcome,
            reason: "\(outcome)")
    }
}

extension BatchRecord {
    static func sample(_ number: Int, _ ranges: Range<Int>...) -> BatchRecord {
        var rows = RowRanges()
        for range in ranges { rows.insert(range) }
        return BatchRecord(
            number: number, rows: rows, sentAt: .sample, milliseconds: 9, attempts: 1)
    }
}

extension StoredAct {
    /// An act over everything there may be.
    static func sample(
        _ number: Int64, _ verb: ActVerb, _ scope: ActScope, _ resolution: Resolution? = nil,
        rate: Double? = nil
    ) -> StoredAct {
        StoredAct(
            record: ActRecord(
                number: number, at: .sample, operatorName: "anna", verb: verb, scope: scope,
                rowsPerSecond: rate),
            resolution: resolution, place: nil, last: .end(of: InvocationKey(9_999)))
    }
}

extension InvocationStep {
    /// A completed invocation that goes on.
    static func reopening(
        _ key: InvocationKey, rows: Int, exceptions: [ExceptionRecord] = []
    ) -> InvocationStep {
        var step = InvocationStep(
            key: key, at: .sample, progress: .running(rows, claimedTo: rows),
            exceptions: exceptions)
        step.isReopening = true
        return step
    }
}

extension Progress {
    static func running(_ rows: Int, claimedTo: Int, settledTo: Int = 0) -> Progress {
        Progress(
            state: .running, rowsAnnounced: rows, rowsStored: rows, isWhole: true,
            claimedTo: claimedTo, settledTo: settledTo, succeeded: settledTo)
    }

    func with(_ state: InvocationState) -> Progress {
        var copy = self
        copy.state = state
        return copy
    }
}
