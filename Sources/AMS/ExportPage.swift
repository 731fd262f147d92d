package import Bridge
package import JSON

/// One answer of `productExportEndpoint`: rows of a data set, and what their columns are.
package struct ExportPage: Sendable {
    /// The rows in pages for the store: one of them, unless the product sent more than was asked
    /// for; none when the data set has ended.
    package let pages: [RowPage]
    package let rowCount: Int
    /// The names of the columns as a JSON array, when the answer brings its own definitions.
    private let names: [[UInt8]]?

    /// Reads an answer's body; `firstRow` is the offset that was asked for.
    ///
    /// Both shapes that were seen are taken: `{"fieldDefinitions", "dataSet": {…, "rows"}}` and the
    /// bare `{"id", "rows", "size"}` (protocol notes on AMS, 3). `size` says nothing reliable.
    package init(
        body: [UInt8], firstRow: Int, limits: JSONLimits = JSONLimits()
    ) throws(MessageError) {
        let root = try MessageField.root(body, limits: limits)
        var definitions: JSONValue?
        var dataSet: JSONValue?
        var bareRows: JSONValue?
        for member in root.members {
            switch member.name.string {
            case "fieldDefinitions": definitions = member.value
            case "dataSet": dataSet = member.value
            case "rows": bareRows = member.value
            default: break
            }
        }
        names = try Self.names(definitions)
        let path: String
        let rows: JSONValue?
        if let dataSet = try MessageField.object(dataSet, at: "$.dataSet") {
            path = "$.dataSet.rows"
            rows = dataSet["rows"]
        } else {
            path = "$.rows"
            rows = bareRows
        }
        // An absent list is no page at all; an empty one, or null, is the end of the data set.
        guard rows != nil else { throw MessageField.missing(path) }
        let array = try MessageField.array(rows, at: path)
        pages =
            try array.map { array throws(MessageError) in
                try RowPage.cut(body, array.range, firstRow: firstRow, path: path)
            } ?? []
        rowCount = pages.last.map { $0.firstRow + $0.rowCount - firstRow } ?? 0
    }

    /// The names of this page's columns as a JSON array, unless they are the inputs of the record
    /// definition in their order: a name's case may differ, as it did in what live products sent.
    package func columns(unlike definition: RecordDefinition) -> [UInt8]? {
        guard let names else { return nil }
        let isSame =
            names.count == definition.inputs.count
            && zip(names, definition.inputs).allSatisfy { Self.isSame($0, $1.name) }
        if isSame { return nil }
        var writer = JSONWriter(capacity: 32 * names.count)
        writer.beginArray()
        for name in names { writer.string(utf8: name) }
        writer.endArray()
        return writer.bytes
    }

    private static func isSame(_ left: [UInt8], _ right: String) -> Bool {
        left.elementsEqual(right.utf8) { lower($0) == lower($1) }
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    private static func names(_ value: JSONValue?) throws(MessageError) -> [[UInt8]]? {
        let path = "$.fieldDefinitions"
        guard let array = try MessageField.array(value, at: path) else { return nil }
        var names: [[UInt8]] = []
        for definition in array.elements {
            let place = "\(path)[\(names.count)]"
            guard names.count < Limits.columnsMax else {
                throw MessageError(
                    path: path, problem: "has more than \(Limits.columnsMax) columns")
            }
            let object = try MessageField.object(definition, at: place)
            guard let name = try MessageField.string(object?["name"], at: place + ".name") else {
                throw MessageField.missing(place + ".name")
            }
            names.append([UInt8](name.utf8))
        }
        return names
    }

    /// The address of a page: the endpoint's, with `offset` and `limit` added before any fragment.
    package static func url(_ endpoint: String, offset: Int, limit: Int) -> String {
        let page = "offset=\(offset)&limit=\(limit)"
        let parts = endpoint.split(
            separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        // A fragment is never sent (RFC 9110, section 7.1).
        let address = parts.first ?? ""
        guard let question = address.firstIndex(of: "?") else { return "\(address)?\(page)" }
        let query = address[address.index(after: question)...]
        return query.isEmpty || query.hasSuffix("&") ? "\(address)\(page)" : "\(address)&\(page)"
    }
}
