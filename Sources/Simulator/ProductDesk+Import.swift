internal import HTTPWire
internal import JSON

extension ProductDesk {
    /// Takes a batch of results: all of it, or none when it breaks a rule as a whole.
    mutating func importBatch(
        _ call: ProductCall, _ invocation: inout ProductInvocation, isAnswerLost: Bool
    ) -> Response {
        guard invocation.shape.hasImport,
            call.method.rawValue == invocation.shape.importMethod.rawValue
        else { return refuse(call, 405, "\(call.method.rawValue) was not announced") }
        guard let text = try? JSONText(call.body) else {
            return refuse(call, 400, "the body is no JSON")
        }
        let batch = Self.batch(text)
        guard let fields = batch.fields, Bytes.equal(call.body, fields, definition.outputs) else {
            return refuse(call, 400, "fieldDefinitions are not the announced outputParameters")
        }
        guard let id = batch.id, Bytes.says(call.body, id, invocation.dataSetID) else {
            return refuse(call, 400, "dataSet.id is not the data set's")
        }
        guard let rows = batch.rows else {
            return refuse(call, 400, "dataSet.rows is no array of arrays")
        }
        guard !rows.isEmpty else { return refuse(call, 400, "the batch has no row") }
        let max = invocation.shape.pushBatchMax
        guard max == 0 || rows.count <= max else {
            return refuse(call, 400, "\(rows.count) rows are above maxPushBatchSize \(max)")
        }
        if batch.releases { ledger.violate("import: release was not agreed on") }
        invocation.counts.batches += 1
        invocation.counts.batchMax = Swift.max(invocation.counts.batchMax, rows.count)
        if isAnswerLost { invocation.counts.rowsAnswerLost += rows.count }
        for row in rows { take(row, call.body, &invocation) }
        return .json(200, Self.empty)
    }

    private mutating func take(
        _ range: Range<Int>, _ body: [UInt8], _ invocation: inout ProductInvocation
    ) {
        let checked = check.check(
            body, range, invocation.source, rows: invocation.rows,
            checksResults: behaviour.checksResults)
        guard case .success(let row) = checked else {
            if case .failure(let rule) = checked {
                ledger.violate("import of invocation \(invocation.number): \(rule.text)")
            }
            return
        }
        if let violation = row.violation {
            ledger.violate("import of invocation \(invocation.number): \(violation)")
        }
        switch invocation.report(row.row, content: row.content) {
        case .first:
            invocation.counts.reported += 1
            switch row.status {
            case .success: invocation.counts.succeeded += 1
            case .warning: invocation.counts.warnings += 1
            case .failure: invocation.counts.failures += 1
            }
            if keptRows.count < rowsKeptMax { keep(row.row, body, invocation) }
        case .againSame: invocation.counts.reportedAgainSame += 1
        case .againDifferent:
            invocation.counts.reportedAgainDifferent += 1
            ledger.violate(
                "import of invocation \(invocation.number): row \(row.row) was reported "
                    + "differently before")
        }
        if invocation.counts.completions > 0 { invocation.counts.rowsLate += 1 }
    }

    private mutating func keep(_ row: Int, _ body: [UInt8], _ invocation: ProductInvocation) {
        var text: [UInt8] = []
        invocation.source.appendRow(row, order: InputColumn.allCases, to: &text)
        let outputs = check.lastCells.map { cell in
            JSONValue(text: JSONText(trusted: Array(body[cell])), range: 0..<cell.count)
        }
        keptRows.append(
            ReportedRow(
                invocation: invocation.number, row: row,
                inputs: JSONText(trusted: text).root.elements.map(Self.text),
                outputs: outputs.map(Self.text)))
    }

    private static func text(_ value: JSONValue) -> String {
        value.string ?? String(decoding: value.bytes, as: UTF8.self)
    }

    /// The parts of an import's body; `nil` for what is absent or of another kind.
    struct Batch {
        var fields: Range<Int>?
        var id: Range<Int>?
        var rows: [Range<Int>]?
        var releases = false
    }

    private static func batch(_ text: JSONText) -> Batch {
        let bytes = text.bytes
        var batch = Batch()
        var members = JSONCursor(bytes, text.rootRange)
        while let (name, value) = members.nextMember() {
            if Bytes.says(bytes, name, fieldsName) {
                batch.fields = value
            } else if Bytes.says(bytes, name, releaseName) {
                batch.releases = bytes[value.lowerBound] == UInt8(ascii: "t")
            } else if Bytes.says(bytes, name, dataSetName) {
                batch.id = JSONScan.member(idName, bytes, value)
                batch.rows = JSONScan.member(rowsName, bytes, value).flatMap { rows(bytes, $0) }
            }
        }
        return batch
    }

    private static func rows(_ bytes: [UInt8], _ value: Range<Int>) -> [Range<Int>]? {
        guard bytes[value.lowerBound] == UInt8(ascii: "[") else { return nil }
        var rows: [Range<Int>] = []
        var cursor = JSONCursor(bytes, value)
        while let row = cursor.nextElement() {
            guard bytes[row.lowerBound] == UInt8(ascii: "[") else { return nil }
            rows.append(row)
        }
        return rows
    }

    /// How many rows an import holds, whatever else is wrong with it.
    static func rowCount(_ body: [UInt8]) -> Int {
        (try? JSONText(body)).flatMap { batch($0).rows?.count } ?? 0
    }

    private static let fieldsName = Array("fieldDefinitions".utf8)
    private static let dataSetName = Array("dataSet".utf8)
    private static let releaseName = Array("release".utf8)
    private static let idName = Array("id".utf8)
    private static let rowsName = Array("rows".utf8)
}
