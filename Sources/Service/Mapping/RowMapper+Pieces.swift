import Bridge
import JSON

extension RowMapper.Piece {
    /// A parameter with its columns looked up and its fixed values written.
    convenience init(
        _ parameter: Parameter, positions: ColumnPositions, context: InvocationContext
    ) throws(RowFault) {
        let source: RowMapper.Source
        switch parameter.source {
        case .column(let name):
            source = positions[name].map { .cell($0) } ?? .absent
        case .constant(let value):
            source = .fixed(value)
        case .context(let field):
            source = .fixed(try Self.value(context[field], of: parameter))
        case .template(let parts):
            source = .template(try Self.parts(parts, of: parameter, positions: positions))
        }
        self.init(
            key: RowMapper.key(parameter.name), name: parameter.name, source: source,
            type: parameter.type, isRequired: parameter.isRequired,
            defaultValue: parameter.defaultValue)
    }

    /// A context id as JSON text of the parameter's type.
    private static func value(_ text: String, of parameter: Parameter) throws(RowFault) -> [UInt8] {
        var output: [UInt8] = []
        var quoted = JSONWriter()
        quoted.string(text)
        let written = CellWriter.append(
            quoted.bytes, 0..<quoted.bytes.count, as: parameter.type, to: &output)
        guard written == .written else {
            throw RowFault(
                parameter: parameter.name, "the invocation's id is no \(parameter.type)")
        }
        return output
    }

    private static func parts(
        _ parts: [Parameter.TemplatePart], of parameter: Parameter, positions: ColumnPositions
    ) throws(RowFault) -> [RowMapper.TemplatePart] {
        var compiled: [RowMapper.TemplatePart] = []
        for part in parts {
            switch part {
            case .text(let text):
                var writer = JSONWriter()
                writer.string(text)
                compiled.append(.text(Array(writer.bytes.dropFirst().dropLast())))
            case .column(let name):
                guard let position = positions[name] else {
                    throw RowFault(
                        parameter: parameter.name, "the data set has no column \(name)")
                }
                compiled.append(.cell(position))
            }
        }
        return compiled
    }

    /// Appends `"name":value,`, or nothing when the cell is empty and nothing stands in for it.
    func append(
        _ bytes: [UInt8], to output: inout [UInt8], _ scratch: inout RowMapper.Scratch
    ) throws(RowFault) {
        let start = output.count
        ByteCopy.append(key, key.indices, to: &output)
        let written: CellWriter.Written
        switch source {
        case .cell(let index):
            written = CellWriter.append(bytes, scratch.cells[index], as: type, to: &output)
        case .fixed(let value):
            ByteCopy.append(value, value.indices, to: &output)
            written = .written
        case .template(let parts):
            appendTemplate(parts, bytes, &scratch)
            written = CellWriter.append(
                scratch.text, 0..<scratch.text.count, as: type, to: &output)
        case .absent:
            written = .empty
        }
        switch written {
        case .written:
            output.append(UInt8(ascii: ","))
        case .empty:
            try appendStandIn(at: start, &output)
        case .wrong:
            output.removeSubrange(start...)
            throw RowFault(parameter: name, "the cell is no \(type)")
        }
    }

    private func appendStandIn(at start: Int, _ output: inout [UInt8]) throws(RowFault) {
        if isRequired {
            output.removeSubrange(start...)
            throw RowFault(parameter: name, "a value is required and the cell is empty")
        }
        if let defaultValue {
            output.removeSubrange((start + key.count)...)
            output.append(contentsOf: defaultValue)
            output.append(UInt8(ascii: ","))
        } else if case .cell = source, type == .string, output.count > start + key.count {
            // An empty string is a value of its own and arrives as one.
            output.append(UInt8(ascii: ","))
        } else {
            output.removeSubrange(start...)
        }
    }

    /// Builds a template's text as a JSON string in the scratch buffer. Cells keep their escapes.
    private func appendTemplate(
        _ parts: [RowMapper.TemplatePart], _ bytes: [UInt8], _ scratch: inout RowMapper.Scratch
    ) {
        scratch.text.removeAll(keepingCapacity: true)
        scratch.text.append(UInt8(ascii: "\""))
        for part in parts {
            switch part {
            case .text(let text):
                ByteCopy.append(text, text.indices, to: &scratch.text)
            case .cell(let index):
                let cell = scratch.cells[index]
                switch bytes[cell.lowerBound] {
                case UInt8(ascii: "\""):
                    ByteCopy.append(
                        bytes, cell.lowerBound + 1..<cell.upperBound - 1, to: &scratch.text)
                case UInt8(ascii: "n"):
                    break
                case UInt8(ascii: "["), UInt8(ascii: "{"):
                    // A list has no text of its own: written as JSON inside of the string.
                    var writer = JSONWriter()
                    writer.string(utf8: Array(bytes[cell]))
                    scratch.text.append(contentsOf: writer.bytes.dropFirst().dropLast())
                default:
                    ByteCopy.append(bytes, cell, to: &scratch.text)
                }
            }
        }
        scratch.text.append(UInt8(ascii: "\""))
    }
}
