import AMS
import Bridge
import JSON
import MPO
import Store

/// A row's whole life in one answer.
extension AdminReading {
    /// - Parameter showsCells: its cells and its result as well, and nothing masked.
    func row(
        _ row: Int, of stored: StoredInvocation, showsCells: Bool
    ) throws(StoreError) -> [UInt8] {
        let life = try life(of: row, stored)
        var masking = ReasonMasking(reader: reader, invocation: stored.key)
        guard let cells = try masking.cells(of: row) else {
            throw .damaged("row \(row) of invocation \(stored.key) has no page")
        }
        let mask = showsCells ? nil : CellMask(row: cells)
        let shown = { (text: String) in mask?.applied(to: text) ?? text }
        let columns = try masking.columns(of: row) ?? inputColumns(stored)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("invocation", stored.id.text)
            writer.member("row", row)
            writer.member("mapping", stored.mapping.name)
            writer.member("state", life.state.rawValue)
            writer.member("since", life.exception?.at)
            writer.member("reason", life.exception.map { shown($0.reason) })
            writer.member(
                "reference",
                sendsReference ? TaskReferences(stored.id).text(row: row) : nil)
            writer.array("attempts", life.attempts) { writer, attempt in
                writer.object { writer in
                    writer.member("number", attempt.attempt)
                    writer.member("class", attempt.class.rawValue)
                    writer.member("reason", shown(attempt.reason))
                    writer.member("sentAt", attempt.sentAt)
                    writer.member("milliseconds", attempt.milliseconds)
                }
            }
            writer.array("reported", life.batches) { writer, batch in
                writer.object { writer in
                    writer.member("batch", batch.number)
                    writer.member("at", batch.sentAt)
                    writer.member("milliseconds", batch.milliseconds)
                    writer.member("pushes", batch.attempts)
                }
            }
            writer.member("next", life.outlook)
            writer.key("cells")
            if showsCells { writer.cells(cells, columns) } else { writer.null() }
            writer.key("result")
            if showsCells, let result = life.result { writer.raw(result) } else { writer.null() }
            writer.array("masked", showsCells ? [] : ["cells", "result"]) { $0.string($1) }
        }
        return writer.bytes
    }

    /// What the store knows of a row.
    private struct Life {
        let state: RowState
        let exception: ExceptionRecord?
        let attempts: [AttemptRecord]
        let batches: [BatchRecord]
        let outlook: Outlook
        let result: [UInt8]?
    }

    private func life(of row: Int, _ stored: StoredInvocation) throws(StoreError) -> Life {
        let range = row..<row + 1
        let exception = try reader.exceptions(of: stored.key, in: range).first
        var call: CallRecord?
        try reader.calls(of: stored.key, in: range) { call = $0 }
        let state =
            exception.map { RowState($0.state) }
            ?? RowState(row: row, isInCall: call != nil, stored.progress)
        var attempts = try reader.attempts(of: stored.key, row: row)
        if exception == nil, let call {
            attempts.append(
                AttemptRecord(
                    row: row, attempt: 1, sentAt: call.sentAt, milliseconds: call.milliseconds,
                    class: .done, reason: ""))
        }
        let batches = try reader.batches(of: stored.key, holding: row)
        let outlook = Outlook(
            Outlook.Row(
                invocation: stored.id, row: row, state: state, attempt: exception?.attempt ?? 0,
                mayHaveTask: exception?.mayHaveTask ?? false,
                dueAt: exception?.dueAt, isHalted: stored.progress.state == .halted,
                hasImport: hasImport(stored), isReported: !batches.isEmpty,
                isCorrected: try reader.isToBeCorrected(row, of: stored.key)))
        var result = exception?.result
        if exception == nil, let call {
            result = JSONScan.element(row - call.firstRow, call.results, call.results.indices)
                .map { Array(call.results[$0]) }
        }
        return Life(
            state: state, exception: exception, attempts: attempts, batches: batches,
            outlook: state == .queued || state == .waiting
                ? outlook.under(try pause(of: stored)) : outlook,
            result: result)
    }

    private func hasImport(_ stored: StoredInvocation) -> Bool {
        (try? InvokeMessage.invocation(fromHead: stored.head))?.import != nil
    }

    private func inputColumns(_ stored: StoredInvocation) -> [String] {
        (try? InvokeMessage.invocation(fromHead: stored.head))?
            .recordDefinition.inputs.map(\.name) ?? []
    }
}

extension JSONWriter {
    /// Cells with the names of their columns, in their order: a row may be shorter or longer than
    /// its definition.
    fileprivate mutating func cells(_ row: JSONValue, _ columns: [String]) {
        beginArray()
        for (index, cell) in row.elements.enumerated() {
            object { writer in
                writer.member("column", index < columns.count ? columns[index] : nil)
                writer.key("value")
                writer.raw(cell)
            }
        }
        endArray()
    }
}
