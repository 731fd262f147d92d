package import Bridge
import JSON

/// Why a row could not become an operation. It names the column and never the cell.
package struct RowFault: Error, Hashable, Sendable {
    /// For people: reaches the product as the row's error message.
    package let reason: String
    /// The parameter that has no value; `nil` when it is about the row as a whole.
    package let parameter: String?

    /// Of a parameter, whose name the reason begins with.
    init(parameter: String, _ problem: String) {
        reason = "parameter \(parameter): \(problem)"
        self.parameter = parameter
    }

    /// Of the row as a whole.
    init(reason: String) {
        self.reason = reason
        parameter = nil
    }
}

/// One mapping made ready for one list of input columns: turns the cells of a row into the `data`
/// of an operation. Compiled once an invocation, so that a row costs a scan of its bytes and no
/// more.
package struct RowMapper: Sendable {
    /// Buffers that outlive a row, so that a row allocates nothing.
    package struct Scratch: Sendable {
        var cells: [Range<Int>] = []
        var text: [UInt8] = []

        package init() {}
    }

    /// One parameter. A class, so that a row reaches it without copying what it holds.
    final class Piece: Sendable {
        /// `"name":`, ready to be written.
        let key: [UInt8]
        let name: String
        let source: Source
        let type: Parameter.ValueType
        let isRequired: Bool
        let defaultValue: [UInt8]?

        init(
            key: [UInt8], name: String, source: Source, type: Parameter.ValueType,
            isRequired: Bool, defaultValue: [UInt8]?
        ) {
            self.key = key
            self.name = name
            self.source = source
            self.type = type
            self.isRequired = isRequired
            self.defaultValue = defaultValue
        }
    }

    enum Source: Sendable {
        case cell(Int)
        /// JSON text.
        case fixed([UInt8])
        case template([TemplatePart])
        /// The mapping names a column that this data set does not have: as if every cell were
        /// empty.
        case absent
    }

    enum TemplatePart: Sendable {
        /// Escaped as the inside of a JSON string.
        case text([UInt8])
        case cell(Int)
    }

    let columnCount: Int
    let pieces: [Piece]
    /// A fault that every row shares, such as a context id that is no number.
    let faultOfAll: RowFault?

    /// - Parameters:
    ///   - columns: the names of the cells of a row, in order.
    package init(mapping: Mapping, columns: [String], context: InvocationContext) {
        columnCount = columns.count
        let positions = ColumnPositions(columns)
        var pieces: [Piece] = []
        var faultOfAll: RowFault?
        for parameter in mapping.parameters(of: columns, positions) {
            do throws(RowFault) {
                pieces.append(try Piece(parameter, positions: positions, context: context))
            } catch {
                faultOfAll = faultOfAll ?? error
            }
        }
        self.pieces = pieces
        self.faultOfAll = faultOfAll
    }

    /// Appends the `data` object of one row; on a fault the buffer is as it was.
    ///
    /// - Parameters:
    ///   - row: where the row's array lies in `bytes`, which are known to be valid JSON.
    package func append(
        row: Range<Int>, of bytes: [UInt8], to output: inout [UInt8], _ scratch: inout Scratch
    ) throws(RowFault) {
        if let faultOfAll { throw faultOfAll }
        scratch.cells.removeAll(keepingCapacity: true)
        var cursor = JSONCursor(bytes, row)
        while let cell = cursor.nextElement() { scratch.cells.append(cell) }
        guard scratch.cells.count == columnCount else {
            throw RowFault(
                reason:
                    "the row has \(scratch.cells.count) cells, its data set \(columnCount) columns")
        }
        let start = output.count
        output.append(UInt8(ascii: "{"))
        do throws(RowFault) {
            for index in pieces.indices {
                try pieces[index].append(bytes, to: &output, &scratch)
            }
        } catch {
            output.removeSubrange(start...)
            throw error
        }
        if output[output.count - 1] == UInt8(ascii: ",") { output.removeLast() }
        output.append(UInt8(ascii: "}"))
    }

    /// `"name":` with the name escaped.
    static func key(_ name: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(name)
        return writer.bytes + [UInt8(ascii: ":")]
    }
}

/// Where each column of a data set is, by its name, case aside (protocol notes on AMS, 1.2).
package struct ColumnPositions: Sendable {
    private var positions: [String: Int] = [:]

    /// Of two columns of one name the first counts.
    package init(_ columns: [String]) {
        for (index, name) in columns.enumerated() where positions[name.lowercased()] == nil {
            positions[name.lowercased()] = index
        }
    }

    package subscript(name: String) -> Int? { positions[name.lowercased()] }

    /// Whether a column is AMS's own.
    package static func isSpecial(_ name: String) -> Bool {
        name.lowercased().hasPrefix(SpecialColumn.prefix)
    }
}

extension Mapping {
    /// The parameters of the operations for a data set of these columns. Where the mapping names
    /// none, each column of the product's becomes one; of two columns of a name, which a page of
    /// the export may have, the first.
    func parameters(of columns: [String], _ positions: ColumnPositions) -> [Parameter] {
        if let parameters { return parameters }
        return columns.enumerated()
            .filter { !ColumnPositions.isSpecial($0.element) && positions[$0.element] == $0.offset }
            .map {
                Parameter(
                    name: $0.element, source: .column($0.element), type: .string,
                    isRequired: false, defaultValue: nil)
            }
    }
}
