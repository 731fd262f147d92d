package import Bridge
import JSON

/// The body of an invoke, checked (`ams-service-invoke`).
package struct InvokeMessage: Sendable {
    package let invocation: Invocation
    /// The rows that came along, in pages; `nil` when they are to be pulled.
    package let pages: [RowPage]?
    /// What the store keeps of the body: all of it as it came, but `dataSet.rows` is `null`, the
    /// secret is gone, and so is an export endpoint that nobody needs because the rows came along.
    package let head: [UInt8]

    /// How many rows came along.
    package var rowCount: Int {
        guard let last = pages?.last else { return 0 }
        return last.firstRow + last.rowCount
    }

    /// Checks a body.
    ///
    /// - Parameter known: what was learnt from messages before it, and from this one.
    package init(body: [UInt8], known: inout KnownParts) throws(MessageError) {
        let root = try MessageField.root(body, limits: JSONLimits())
        let parts = try InvokeParts(root, known)
        let invocation = try parts.invocation(&known)
        let rows = try MessageField.array(parts.rows, at: "$.dataSet.rows")
        let isPulled = try Self.isPulled(rows, invocation)
        var edits = InvokeEdits()
        edits.remove(parts.secret)
        edits.replaceByNull(parts.rows)
        if isPulled {
            pages = nil
            self.invocation = invocation
        } else {
            pages = try rows.map { rows throws(MessageError) in
                try RowPage.cut(body, rows.range, firstRow: 0, path: "$.dataSet.rows")
            }
            edits.replaceByNull(parts.export)
            self.invocation = invocation.withoutExport()
        }
        head = edits.applied(to: body)
    }

    /// Checks a body by itself.
    package init(body: [UInt8]) throws(MessageError) {
        var known = KnownParts()
        try self.init(body: body, known: &known)
    }

    /// Reads again what `head` of an accepted invoke holds.
    ///
    /// - Parameter known: what was learnt from heads before it, and from this one.
    package static func invocation(
        fromHead head: [UInt8], known: inout KnownParts
    ) throws(MessageError) -> Invocation {
        try InvokeParts(JSONText(trusted: head).root, known).invocation(&known)
    }

    /// Reads one head by itself.
    package static func invocation(fromHead head: [UInt8]) throws(MessageError) -> Invocation {
        var known = KnownParts()
        return try invocation(fromHead: head, known: &known)
    }

    /// Which of the two flows it is. Only the rows decide (protocol notes on AMS, 1): none means a
    /// pull, and an empty list means one when there is a place to pull from and rows are announced.
    private static func isPulled(
        _ rows: JSONValue?, _ invocation: Invocation
    ) throws(MessageError) -> Bool {
        guard let rows else {
            guard invocation.export != nil else {
                throw MessageError(
                    path: "$.\(EndpointRole.export.rawValue)",
                    problem: "is missing: without it and without dataSet.rows there is no data")
            }
            return true
        }
        guard invocation.export != nil, let size = invocation.announcedSize, size > 0 else {
            return false
        }
        var cursor = JSONCursor(rows.text.bytes, rows.range)
        return cursor.nextElement() == nil
    }
}

extension Invocation {
    fileprivate func withoutExport() -> Invocation {
        Invocation(
            context: context, dataSetID: dataSetID, recordDefinition: recordDefinition,
            export: nil, import: `import`, completion: completion, announcedSize: announcedSize,
            pullPageMax: pullPageMax, pushBatchMax: pushBatchMax)
    }
}
