package import JSON

/// Builds the body of one import: the batch's rows in the order of the output columns.
///
/// Values go out as MPO wrote them, byte for byte: no number is ever read, no string unescaped.
package struct ImportMessage {
    private let plan: OutputPlan
    private var bytes: [UInt8]
    package private(set) var rowCount = 0
    /// For each of the plan's names, where the current row's result has the value; empty for
    /// nowhere.
    private var found: [Range<Int>]

    /// Begins a body; `rowCapacity` is a guess at the bytes of its rows.
    package init(_ plan: OutputPlan, rowCapacity: Int) {
        self.plan = plan
        bytes = plan.opening(rowCapacity: rowCapacity)
        found = [Range<Int>](repeating: 0..<0, count: plan.names.count)
    }

    package var byteCount: Int { bytes.count }

    /// Appends a row that MPO has answered. `correlation` is the range of the row's correlation
    /// cell in `page`, as JSON text; the answer's `data`, all of it, stands at `data`, which steps
    /// over it: the mapping's result pointer is followed here.
    package mutating func append(
        _ status: RowStatus, message: String? = nil, correlation: Range<Int>, of page: [UInt8],
        data: inout JSONWalk
    ) {
        forgetRow()
        var result: Range<Int>?
        if let path = plan.path, !plan.names.isEmpty {
            find(path, &data)
        } else {
            result = self.result(&data)
            if let result, !plan.names.isEmpty {
                var walk = JSONWalk(data.bytes, result)
                plan.names.find(in: &walk, &found)
            }
        }
        appendRow(status, message, correlation, page, result, data.bytes)
    }

    private mutating func forgetRow() {
        for column in found.indices { found[column] = 0..<0 }
    }

    /// The result by the mapping's pointer, in the `data` that is stepped over.
    private func result(_ data: inout JSONWalk) -> Range<Int>? {
        let all = data.value()
        guard let pointer = plan.result else { return all }
        return JSONScan.at(pointer, data.bytes, all)
    }

    /// Finds the columns' values while it walks to the result and on to the end of `data`: nothing
    /// is stepped over to see where it ends and then looked into.
    private mutating func find(_ path: [[UInt8]], _ data: inout JSONWalk) {
        var depth = 0
        while depth < path.count, data.enter(path[depth]) { depth += 1 }
        if depth == path.count { plan.names.find(in: &data, &found) }
        for _ in 0..<depth { data.leaveObject() }
    }

    /// Appends a row without a result.
    package mutating func append(
        _ status: RowStatus, message: String?, correlation: Range<Int>, of page: [UInt8]
    ) {
        forgetRow()
        appendRow(status, message, correlation, page, nil, [])
    }

    /// Ends the body and gives it. Nothing can be appended any more.
    package consuming func end() -> [UInt8] {
        bytes.append(contentsOf: OutputPlan.closing)
        return bytes
    }

    private mutating func appendRow(
        _ status: RowStatus, _ message: String?, _ correlation: Range<Int>, _ page: [UInt8],
        _ result: Range<Int>?, _ answer: [UInt8]
    ) {
        if rowCount > 0 { bytes.append(UInt8(ascii: ",")) }
        rowCount += 1
        var separator = UInt8(ascii: "[")
        for source in plan.sources {
            bytes.append(separator)
            separator = UInt8(ascii: ",")
            switch source {
            case .correlation: ByteCopy.append(page, correlation, to: &bytes)
            case .status: bytes.append(contentsOf: status.json)
            case .message: append(message: message)
            case .pointer(let pointer):
                append(result.flatMap { JSONScan.at(pointer, answer, $0) }, answer)
            case .member(let index):
                append(found[index], answer)
            case .nothing: append(nil, answer)
            }
        }
        if plan.sources.isEmpty { bytes.append(separator) }
        bytes.append(UInt8(ascii: "]"))
    }

    private mutating func append(_ value: Range<Int>?, _ answer: [UInt8]) {
        // An empty one is that of no member, or of one that has lost its value in damaged bytes.
        if let value, !value.isEmpty {
            ByteCopy.append(answer, value, to: &bytes)
        } else {
            bytes.append(contentsOf: Self.null)
        }
    }

    private static let null = [UInt8]("null".utf8)

    private mutating func append(message: String?) {
        guard let message, !message.isEmpty else {
            bytes.append(UInt8(ascii: "\""))
            bytes.append(UInt8(ascii: "\""))
            return
        }
        var writer = JSONWriter(capacity: message.utf8.count + 2)
        writer.string(plan.messageWidth.map { Self.cut(message, to: $0) } ?? message)
        bytes.append(contentsOf: writer.bytes)
    }

    /// Cuts a text before the character that does not fit.
    ///
    /// What the product's width counts is not documented. UTF-16 units (its models are Java's) are
    /// never fewer than characters, so a text that is cut by them fits either way.
    static func cut(_ text: String, to width: Int) -> String {
        if text.utf16.count <= width { return text }
        var rest = width
        let fitting = text.prefix { character in
            rest -= character.utf16.count
            return rest >= 0
        }
        return String(fitting)
    }
}
