import AMS
import Bridge
import JSON
import MPO
import Store

/// What the store knows of a row, put together.
struct RowLife {
    let row: Int
    let state: RowState
    let exception: ExceptionRecord?
    /// When it came into its state; `nil` where nobody noted it.
    let since: UnixTime?
    let tries: [RowTry]
    let batches: [BatchRecord]
    /// What operators decided on it, oldest first.
    let acts: [ActRecord]
    /// The act that gave it its state by hand.
    let resolvedBy: ActRecord?
    let outlook: Outlook
    let result: [UInt8]?
    let cells: JSONValue
    let columns: [String]
    /// How the row becomes an operation; `nil` when the mapping it was kept with is not understood.
    let trace: MappingTrace?
    /// The operation around its `data`.
    let template: OperationTemplate?
    let references: TaskReferences

    /// The operation as it was or would be sent, JSON text; `nil` for a row that cannot be mapped.
    func operation(showsCells: Bool) -> [UInt8]? {
        guard let template, let data = showsCells ? trace?.data : trace?.maskedData else {
            return nil
        }
        var body = CallBody(template, timeoutSeconds: 1)
        body.beginOperation(references, row: row)
        body.bytes += data
        body.endOperation()
        guard let text = try? JSONText(body.end()), let first = text.root["ops"]?[0] else {
            return nil
        }
        return Array(first.bytes)
    }
}

extension AdminReading {
    /// Acts of each scope that one answer tells, at most.
    private static let actsMax = 20

    /// - Throws: `damaged` when its page is not there.
    func life(of row: Int, _ stored: StoredInvocation) throws(StoreError) -> RowLife {
        let range = row..<row + 1
        var masking = ReasonMasking(reader: reader, invocation: stored.key)
        guard let cells = try masking.cells(of: row) else {
            throw .damaged("row \(row) of invocation \(stored.key) has no page")
        }
        let invocation = try? InvokeMessage.invocation(fromHead: stored.head)
        let columns =
            try masking.columns(of: row) ?? invocation?.recordDefinition.inputs.map(\.name) ?? []
        let exception = try reader.exceptions(of: stored.key, in: range).first
        var call: CallRecord?
        try reader.calls(of: stored.key, in: range) { call = $0 }
        let state =
            exception.map { RowState($0.state) }
            ?? RowState(row: row, isInCall: call != nil, stored.progress)
        let tries = RowTry.all(
            try reader.attempts(of: stored.key, row: row), exception: exception, call: call,
            state: state)
        let batches = try reader.batches(of: stored.key, holding: row)
        let mapping = try? Configuration.mapping(fromText: stored.mapping.text)
        let trace = mapping.map {
            MappingTrace(cells, $0, columns: columns, context: stored.context)
        }
        let outlook = Outlook(
            Outlook.Row(
                invocation: stored.id, row: row, state: state, attempt: exception?.attempt ?? 0,
                mayHaveTask: exception?.mayHaveTask ?? false,
                isUnmappable: trace?.fault != nil,
                dueAt: exception?.dueAt, isHalted: stored.progress.state == .halted,
                hasImport: invocation?.import != nil, isReported: !batches.isEmpty,
                isCorrected: try reader.isToBeCorrected(row, of: stored.key)))
        var result = exception?.result
        if exception == nil, let call {
            result = JSONScan.element(row - call.firstRow, call.results, call.results.indices)
                .map { Array(call.results[$0]) }
        }
        return RowLife(
            row: row, state: state, exception: exception,
            since: exception?.at
                ?? call.map { $0.sentAt.advanced(by: .milliseconds($0.milliseconds)) },
            tries: tries, batches: batches,
            acts: try acts(on: row, of: stored, exception, tries),
            resolvedBy: try resolvingAct(exception, of: stored.id),
            outlook: state == .queued || state == .waiting
                ? outlook.under(try pause(of: stored)) : outlook,
            result: result, cells: cells, columns: columns, trace: trace,
            template: mapping.map { OperationTemplate($0, sendsReference: sendsReference) },
            references: TaskReferences(stored.id))
    }

    /// What operators decided on a row, oldest first: acts on it alone, and those on many rows that
    /// may have been about it, by when it last changed.
    private func acts(
        on row: Int, of stored: StoredInvocation, _ exception: ExceptionRecord?, _ tries: [RowTry]
    ) throws(StoreError) -> [ActRecord] {
        // What operators decide on has a record of its own, ever after.
        guard let exception else { return [] }
        let since = stored.acceptedAt
        var acts = try reader.acts(on: stored.id, row: row, since: since, limit: Self.actsMax)
        let first = tries.first?.sentAt ?? since
        let many =
            try reader.acts(on: stored.id, row: nil, since: first, limit: Self.actsMax)
            + reader.acts(on: nil, row: nil, since: first, limit: Self.actsMax)
        acts += many.filter { act in
            act.verb != .resume && act.at <= exception.at
                && act.scope.mapping.map { $0 == stored.mapping.name } ?? true
        }
        return acts.sorted { $0.number < $1.number }
    }

    /// The act that gave a row its state by hand; `nil` for what came of a call.
    func resolvingAct(
        _ exception: ExceptionRecord?, of id: InvocationID
    ) throws(StoreError) -> ActRecord? {
        guard let exception, exception.state == .failed || exception.state == .succeeded else {
            return nil
        }
        let newest = try reader.acts(
            on: id, row: exception.row, since: exception.at, limit: 1
        ).first
        return newest.flatMap { $0.verb == .resolve && $0.at == exception.at ? $0 : nil }
    }
}
