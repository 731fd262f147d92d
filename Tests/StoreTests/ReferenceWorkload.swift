import Bridge
import Store

/// A bit of everything that a daemon does to its store, in an order of its own, each unit such that
/// the store is whole before and after it. The same for every run: its steps are made once.
struct ReferenceWorkload: Sendable {
    enum Step: Sendable {
        case accept(NewInvocation)
        case write(StoreUnit)
        /// Deletes the invocations that are over.
        case deleteFinished
        /// Stops the store and opens it again.
        case reopen
    }

    let steps: [Step]
    /// The key of the invocation that `deleteFinished` deletes.
    static let deleted = InvocationKey(1)
    private static let pulled = InvocationKey(2)
    private static let running = InvocationKey(3)

    init() {
        steps = Self.first() + Self.second() + Self.third()
    }

    /// An invocation of which rows fail, wait, are tried again and stay unknown.
    private static func first() -> [Step] {
        var progress = NewInvocation.sample(rows: 30).progress
        progress.claimedTo = 20
        let claimed = progress
        (progress.succeeded, progress.failed, progress.unknown) = (17, 1, 1)
        progress.settledTo = 10
        let ended = progress
        progress.succeeded = 18
        progress.settledTo = 20
        return [
            .accept(.sample(rows: 30, pageRows: 10)),
            .write(deleted, claimed),
            .write(deleted, ended) {
                $0.calls = [.results(0, 10, except: [3]), .results(12, 8)]
                $0.exceptions = [
                    .sample(3, .failed), .sample(10, .waiting, class: .notNow, dueAt: .sample),
                    .sample(11, .unknown, class: .unknown),
                ]
                $0.attempts = [.sample(3, 1, .refused), .sample(10, 0, .notNow)]
            },
            .accept(.pulled(rows: 20)),
            .write(
                StoreUnit(steps: [
                    .make(deleted, ended) {
                        $0.exceptions = [.sample(10, .sending, class: nil)]
                    },
                    .make(pulled, .pulling(20, stored: 10)) { $0.pages = [.sample(0, 10)] },
                ])),
            .write(deleted, progress) {
                $0.exceptions = [.sample(10, .succeeded, class: .done, result: "{}")]
                $0.attempts = [.sample(10, 1, .done)]
            },
        ]
    }

    /// The same one is reported and ends, while another's pages come.
    private static func second() -> [Step] {
        var progress = NewInvocation.sample(rows: 30).progress
        (progress.succeeded, progress.failed, progress.unknown) = (18, 1, 1)
        (progress.claimedTo, progress.settledTo) = (20, 20)
        (progress.reported, progress.reportedTo) = (18, 10)
        let reported = progress
        progress.claimedTo = 30
        let claimed = progress
        (progress.succeeded, progress.settledTo) = (28, 30)
        let settled = progress
        (progress.reported, progress.reportedTo, progress.state) = (30, 30, .completing)
        return [
            .write(deleted, reported) { $0.batches = [.sample(1, 0..<10, 12..<20)] },
            .write(
                StoreUnit(steps: [
                    .make(deleted, claimed),
                    .make(pulled, .pulling(20, stored: 20)) { $0.pages = [.sample(10, 10)] },
                ])),
            .write(deleted, settled) { $0.calls = [.results(20, 10, bytes: 400)] },
            .write(deleted, progress) { $0.batches = [.sample(2, 10..<12, 20..<30)] },
            .write(deleted, progress.ended),
            .accept(.sample(rows: 3)),
        ] + corrected(progress.ended)
    }

    /// An operator has a reported row sent again, and the product hears of its new end.
    private static func corrected(_ ended: Progress) -> [Step] {
        var progress = ended.with(.running)
        (progress.failed, progress.settledTo) = (0, 3)
        (progress.reported, progress.reportedTo) = (29, 3)
        var reopening = InvocationStep.make(deleted, progress) {
            $0.corrections = [3]
            $0.exceptions = [.sample(3, .waiting, dueAt: .sample)]
        }
        reopening.isReopening = true
        let act = StoredAct.sample(1, .retry, ActScope(invocation: nil, row: nil))
        let taken = progress
        (progress.succeeded, progress.settledTo) = (29, 30)
        return [
            .write(StoreUnit(steps: [reopening], acts: [act])),
            .write(deleted, taken) { $0.exceptions = [.sample(3, .sending, attempt: 2)] },
            .write(deleted, progress) {
                $0.exceptions = [.sample(3, .succeeded, attempt: 2, class: .done, result: "{}")]
            },
            .write(deleted, ended.with(succeeded: 29, failed: 0)) {
                $0.batches = [.sample(3, 3..<4)]
            },
        ]
    }

    /// The first goes; the others go on, and after a restart a further one comes.
    private static func third() -> [Step] {
        [
            .write(pulled, .running(20, claimedTo: 20, settledTo: 20)) {
                $0.calls = [.results(0, 20, bytes: 900)]
            },
            .deleteFinished,
            .write(running, .running(3, claimedTo: 2)),
            .reopen,
            .accept(.sample(rows: 3)),
            .write(running, .running(3, claimedTo: 3, settledTo: 3)) {
                $0.calls = [.results(0, 3)]
            },
        ]
    }
}

extension ReferenceWorkload.Step {
    fileprivate static func write(
        _ key: InvocationKey, _ progress: Progress,
        _ change: (inout InvocationStep) -> Void = { _ in }
    ) -> Self {
        .write(StoreUnit(steps: [.make(key, progress, change)]))
    }
}

extension InvocationStep {
    static func make(
        _ key: InvocationKey, _ progress: Progress, _ change: (inout Self) -> Void = { _ in }
    ) -> Self {
        var step = InvocationStep(key: key, at: .sample, progress: progress)
        change(&step)
        return step
    }
}

extension CallRecord {
    /// With one result a row; `null` for the exceptions.
    static func results(
        _ firstRow: Int, _ rowCount: Int, except: Set<Int> = [], bytes: Int = 10
    ) -> CallRecord {
        let result = "\"" + String(repeating: "r", count: bytes) + "\""
        let results = (firstRow..<firstRow + rowCount).map { except.contains($0) ? "null" : result }
        return CallRecord(
            firstRow: firstRow, rowCount: rowCount, sentAt: .sample, milliseconds: 12,
            results: Array("[\(results.joined(separator: ","))]".utf8))
    }
}

extension Progress {
    /// The product was told of the end.
    fileprivate var ended: Progress {
        var copy = with(.completed)
        copy.isNotified = true
        return copy
    }

    fileprivate func with(succeeded: Int, failed: Int) -> Progress {
        var copy = self
        (copy.succeeded, copy.failed) = (succeeded, failed)
        return copy
    }

    static func pulling(_ rows: Int, stored: Int) -> Progress {
        Progress(
            state: stored == rows ? .running : .pulling, rowsAnnounced: rows, rowsStored: stored,
            isWhole: stored == rows)
    }
}

extension NewInvocation {
    /// An invoke whose rows are to be pulled.
    static func pulled(rows: Int) -> NewInvocation {
        let whole = sample()
        return NewInvocation(
            id: whole.id, context: whole.context, dataSetID: whole.dataSetID,
            bodyDigest: whole.bodyDigest, head: whole.head, mapping: whole.mapping,
            progress: .pulling(rows, stored: 0), pages: [], acceptedAt: whole.acceptedAt,
            duplicateWindow: whole.duplicateWindow)
    }
}
