import AMS
package import Bridge
package import JSON

/// Rows to try a mapping on, from wherever they come: nothing of it is kept or sent.
package struct DryRunData: Sendable {
    /// Rows that came together, and the names of their cells.
    struct Page: Sendable {
        let columns: [String]
        /// A JSON array of rows.
        let rows: [UInt8]
    }

    /// Who invoked what; `nil` for rows alone.
    package let context: InvocationContext?
    /// The names of the cells of a row, in order, as the record definition or the first page has
    /// them.
    package let columns: [String]
    let pages: [Page]

    /// The invocation's own name, of which its references are made; `nil` for one that never was.
    package let invocation: InvocationID?

    /// Rows of an invocation that was accepted, each with the columns that it stands in.
    package init(
        invocation: InvocationID, context: InvocationContext,
        rows: [(columns: [String], cells: [JSONValue])]
    ) {
        self.invocation = invocation
        self.context = context
        columns = rows.first?.columns ?? []
        pages = rows.map { row in
            var writer = JSONWriter()
            writer.beginArray()
            writer.beginArray()
            for cell in row.cells { writer.raw(cell) }
            writer.endArray()
            writer.endArray()
            return Page(columns: row.columns, rows: writer.bytes)
        }
    }

    private init(context: InvocationContext?, columns: [String], pages: [[UInt8]]) {
        invocation = nil
        self.context = context
        self.columns = columns
        self.pages = pages.map { Page(columns: columns, rows: $0) }
    }
}

/// Why a file holds no rows that a mapping could be tried on.
package struct DryRunDataError: Error, Hashable, Sendable {
    /// What is wrong, and where. Never a cell.
    package let problem: String
}

extension DryRunData {
    /// Longer than any invoke that a receiver takes by its own limits' default, many times over.
    private static let fileBytesMax = 256 * Size.mebibyte

    /// Reads a file: the body of an invoke, a page of its export, or an array with an object for
    /// each row.
    package init(path: String) throws(DryRunDataError) {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try FileContents.read(path, bytesMax: Self.fileBytesMax)
        } catch {
            throw DryRunDataError(problem: "cannot be read: \(error.reason)")
        }
        try self.init(bytes)
    }

    init(_ bytes: [UInt8]) throws(DryRunDataError) {
        let text: JSONText
        do throws(JSONError) {
            text = try JSONText(bytes)
        } catch {
            let place = TextPosition(of: error.offset, in: bytes)
            throw DryRunDataError(
                problem: "line \(place.line), column \(place.column): is not valid JSON: "
                    + error.problem.text)
        }
        if text.root.kind == .array {
            try self.init(objects: text.root)
            return
        }
        do throws(MessageError) {
            if text.root["instanceContext"] == nil, text.root.kind == .object {
                try self.init(page: bytes)
            } else {
                try self.init(invoke: bytes)
            }
        } catch {
            throw DryRunDataError(problem: "\(error)")
        }
    }

    /// As the receiver reads it.
    private init(invoke body: [UInt8]) throws(MessageError) {
        let message = try InvokeMessage(body: body)
        self.init(
            context: message.invocation.context,
            columns: message.invocation.recordDefinition.inputs.map(\.name),
            pages: (message.pages ?? []).map(\.rows))
    }

    /// As the puller reads it.
    private init(page body: [UInt8]) throws(MessageError) {
        let page = try ExportPage(body: body, firstRow: 0)
        let unknown = RecordDefinition(inputs: [], outputs: [], outputsText: [])
        guard let names = page.columns(unlike: unknown) else {
            throw MessageError(
                path: "$.fieldDefinitions",
                problem: "is missing or empty: without it nobody knows the cells' columns "
                    + "(a whole invoke has an instanceContext)")
        }
        self.init(
            context: nil,
            columns: JSONText(trusted: names).root.elements.map { $0.string ?? "" },
            pages: page.pages.map(\.rows))
    }

    /// An object for each row, its columns by their names: what a row lacks is an empty cell.
    private init(objects array: JSONValue) throws(DryRunDataError) {
        var columns: [String] = []
        var seen: Set<String> = []
        for (index, row) in array.elements.enumerated() {
            guard row.kind == .object else {
                throw DryRunDataError(
                    problem: "$[\(index)] must be an object with the columns of a row, such as "
                        + #"{"CITY": "Berlin"}"#)
            }
            for member in row.members {
                let name = member.name.string ?? ""
                if seen.insert(name).inserted { columns.append(name) }
            }
            guard columns.count <= Limits.columnsMax else {
                throw DryRunDataError(problem: "has more than \(Limits.columnsMax) columns")
            }
        }
        var writer = JSONWriter()
        writer.beginArray()
        for row in array.elements {
            var cells: [String: JSONValue] = [:]
            for member in row.members { cells[member.name.string ?? ""] = member.value }
            writer.beginArray()
            for column in columns {
                if let cell = cells[column] { writer.raw(cell) } else { writer.null() }
            }
            writer.endArray()
        }
        writer.endArray()
        self.init(context: nil, columns: columns, pages: [writer.bytes])
    }
}
