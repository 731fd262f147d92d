import AMS
import Bridge
import JSON
import MPO
import Store

/// The answers to reading requests, each out of one short snapshot of the store.
struct AdminReading {
    let reader: StoreReader
    /// Whether operations carry their reference.
    let sendsReference: Bool

    /// Pages of cells that one list reads to mask its reasons, in bytes: with more the list ends
    /// early, and the client asks for the rest.
    static let maskedBytesMax = 16 << 20
    /// Rows that one list looks at, at most.
    static let rowsExaminedMax = 10_000

    func invocations(
        _ filter: InvocationFilter, before: InvocationKey?, limit: Int
    ) throws(StoreError) -> [UInt8] {
        let page = try reader.summaries(filter, before: before, limit: limit)
        var writer = JSONWriter()
        writer.object { writer in
            writer.array("invocations", page.invocations) { writer, summary in
                writer.object { $0.members(of: summary) }
            }
            writer.member("next", page.next.map { Int($0.number) })
        }
        return writer.bytes
    }

    func invocation(_ stored: StoredInvocation) throws(StoreError) -> [UInt8] {
        let counts = try reader.exceptionCounts(of: stored.key)
        let batches = try reader.batchCount(of: stored.key)
        guard let summary = try reader.summary(of: stored.key) else {
            throw .damaged("invocation \(stored.key) has no mapping")
        }
        let held = counts.counts[.held] ?? 0
        let pause = try pause(of: stored)
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(of: summary)
            writer.object("context") { writer in
                for field in ContextField.allCases {
                    writer.member(field.rawValue, stored.context[field])
                }
            }
            writer.member("dataSetId", stored.dataSetID)
            writer.member("batches", batches)
            writer.object("attention") { writer in
                for state in ExceptionState.allCases {
                    writer.member(state.rawValue, counts.counts[state] ?? 0)
                }
            }
            writer.member("attentionIsCut", counts.isCut)
            writer.member(
                "next",
                Outlook(stored.progress.state, of: stored.id, held: held).under(pause))
        }
        return writer.bytes
    }

    // MARK: - Rows

    /// One line of a list of rows.
    private struct Line {
        let row: Int
        let state: RowState
        let exception: ExceptionRecord?
    }

    func rows(
        of stored: StoredInvocation, in state: RowState?, from: Int, limit: Int
    ) throws(StoreError) -> [UInt8] {
        var (lines, next) = try lines(of: stored, in: state, from: from, limit: limit)
        var masking = ReasonMasking(reader: reader, invocation: stored.key)
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("invocation", stored.id.text)
        writer.key("rows")
        writer.beginArray()
        for line in lines {
            if masking.bytesRead > Self.maskedBytesMax {
                next = line.row
                break
            }
            let reason = try line.exception.map { (exception) throws(StoreError) in
                try masking.masked(exception.reason, row: line.row)
            }
            writer.object { writer in
                writer.member("row", line.row)
                writer.member("state", line.state.rawValue)
                writer.member("attempts", line.exception?.attempt)
                writer.member("class", line.exception?.class?.rawValue)
                writer.member("reason", reason)
                writer.member("since", line.exception?.at)
                writer.member("dueAt", line.exception?.dueAt)
            }
        }
        lines.removeAll()
        writer.endArray()
        writer.member("next", next)
        writer.endObject()
        return writer.bytes
    }

    private func lines(
        of stored: StoredInvocation, in state: RowState?, from: Int, limit: Int
    ) throws(StoreError) -> ([Line], next: Int?) {
        if let state, let recorded = state.recorded {
            let page = try reader.exceptions(
                of: stored.key, in: recorded, from: from, limit: limit)
            let lines = page.exceptions.map { Line(row: $0.row, state: state, exception: $0) }
            return (lines, page.next)
        }
        let end = min(stored.progress.rowsStored, from + Self.rowsExaminedMax)
        guard from < end else { return ([], nil) }
        let exceptions = try reader.briefExceptions(of: stored.key, in: from..<end)
        let calls = try reader.callRanges(of: stored.key, in: from..<end)
        var lines: [Line] = []
        var (exception, call) = (0, 0)
        for row in from..<end {
            while call < calls.count, calls[call].upperBound <= row { call += 1 }
            let isInCall = call < calls.count && calls[call].contains(row)
            var found: ExceptionRecord?
            if exception < exceptions.count, exceptions[exception].row == row {
                found = exceptions[exception]
                exception += 1
            }
            let its =
                found.map { RowState($0.state) }
                ?? RowState(row: row, isInCall: isInCall, stored.progress)
            guard state == nil || its == state else { continue }
            lines.append(Line(row: row, state: its, exception: found))
            if lines.count == limit { return (lines, row + 1) }
        }
        return (lines, end < stored.progress.rowsStored ? end : nil)
    }

    // MARK: - Acts

    func acts(before: Int64?, limit: Int) throws(StoreError) -> [UInt8] {
        let acts = try reader.acts(before: before, limit: limit)
        var writer = JSONWriter()
        writer.object { writer in
            writer.array("acts", acts) { writer, act in writer.object { $0.members(of: act) } }
            // Numbers of acts have no gaps worth another question.
            let isMore = acts.count == limit && acts.last.map { $0.number > 1 } ?? false
            writer.member("next", isMore ? acts.last.map { Int($0.number) } : nil)
        }
        return writer.bytes
    }
}
