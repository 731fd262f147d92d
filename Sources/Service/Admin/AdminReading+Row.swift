import Bridge
import JSON
import MPO
import Store

/// A row's whole life in one answer.
extension AdminReading {
    /// What stands in `masked` where cells are not shown.
    private static let maskedMembers = ["cells", "result", "steps", "operation"]

    /// - Parameter showsCells: its cells and its result as well, and nothing masked.
    func row(
        _ row: Int, of stored: StoredInvocation, showsCells: Bool
    ) throws(StoreError) -> [UInt8] {
        let life = try life(of: row, stored)
        let mask = showsCells ? nil : CellMask(row: life.cells)
        let shown = { (text: String) in mask?.applied(to: text) ?? text }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("invocation", stored.id.text)
            writer.member("row", row)
            writer.member("mapping", stored.mapping.name)
            writer.member("state", life.state.rawValue)
            writer.member("since", life.since)
            writer.member("reason", life.exception.map { shown($0.reason) })
            writer.member("act", life.resolvedBy.map { Int($0.number) })
            writer.member(
                "reference",
                sendsReference ? TaskReferences(stored.id).text(row: row) : nil)
            writer.steps(life.trace, showsCells: showsCells)
            writer.key("operation")
            if let operation = life.operation(showsCells: showsCells) {
                writer.raw(operation)
            } else {
                writer.null()
            }
            writer.array("attempts", life.tries) { writer, item in
                writer.members(of: item, reason: shown(item.reason))
            }
            writer.array("acts", life.acts) { writer, act in
                writer.object { $0.members(of: act) }
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
            if showsCells { writer.cells(life.cells, life.columns) } else { writer.null() }
            writer.key("result")
            if showsCells, let result = life.result { writer.raw(result) } else { writer.null() }
            writer.array("masked", showsCells ? [] : Self.maskedMembers) { $0.string($1) }
        }
        return writer.bytes
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

    /// One element a parameter; `isSent` tells a parameter that is left out from one that is null.
    fileprivate mutating func steps(_ trace: MappingTrace?, showsCells: Bool) {
        array("steps", trace?.steps ?? []) { writer, step in
            let value = showsCells ? step.value : step.maskedValue
            writer.object { writer in
                writer.member("parameter", step.name)
                writer.member("from", step.origin.rawValue)
                writer.member("source", step.source)
                writer.member("type", step.type.rawValue)
                writer.member("isRequired", step.isRequired)
                writer.member("isAbsent", step.isAbsent)
                writer.member("isDefault", step.isDefault)
                writer.member("isSent", value != nil)
                writer.key("value")
                if let value { writer.raw(value) } else { writer.null() }
                writer.member("fault", step.fault)
            }
        }
        member("fault", trace?.fault)
    }

    fileprivate mutating func members(of item: RowTry, reason: String) {
        object { writer in
            writer.member("number", item.number)
            writer.member("attempt", item.attempt)
            writer.member("class", item.class?.rawValue)
            writer.member("reason", reason)
            writer.member("sentAt", item.sentAt)
            writer.member("milliseconds", item.milliseconds)
            writer.member("isCutOff", item.isCutOff)
        }
    }
}
