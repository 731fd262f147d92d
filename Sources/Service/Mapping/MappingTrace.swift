package import Bridge
package import JSON

/// What becomes of one row under a mapping, parameter by parameter: what `RowMapper` writes in one
/// go, with the reasons.
package struct MappingTrace {
    package let steps: [MappingStep]
    /// Why the row as a whole cannot be mapped; `nil` when it can.
    package let fault: String?
    /// The operation's `data`, JSON text; `nil` when the row cannot be mapped.
    package let data: [UInt8]?

    /// The same with `•••` for each cell in it.
    package var maskedData: [UInt8]? {
        guard data != nil else { return nil }
        var writer = JSONWriter()
        writer.beginObject()
        for step in steps {
            guard let value = step.maskedValue else { continue }
            writer.key(step.name)
            writer.raw(value)
        }
        writer.endObject()
        return writer.bytes
    }

    /// - Parameters:
    ///   - columns: the names of the cells, in order.
    ///   - row: an array.
    package init(
        _ row: JSONValue, _ mapping: Mapping, columns: [String], context: InvocationContext
    ) {
        var output: [UInt8] = []
        var scratch = RowMapper.Scratch()
        var found: String?
        do throws(RowFault) {
            try RowMapper(mapping: mapping, columns: columns, context: context)
                .append(row: row.range, of: row.text.bytes, to: &output, &scratch)
        } catch { found = error.reason }
        fault = found
        data = found == nil ? output : nil
        let positions = ColumnPositions(columns)
        let tracer = StepTracer(row: row, positions: positions, context: context)
        steps = mapping.parameters(of: columns, positions).map { tracer.step($0) }
    }
}

/// Follows one parameter at a time.
private struct StepTracer {
    let row: JSONValue
    let positions: ColumnPositions
    let context: InvocationContext

    func step(_ parameter: Parameter) -> MappingStep {
        var fault: String?
        var value: [UInt8]?
        do throws(RowFault) {
            value = try written(parameter)
        } catch { fault = error.reason }
        let isEmpty = isEmpty(parameter.source)
        let isDefault = isEmpty && parameter.defaultValue != nil && fault == nil
        let (origin, source) = Self.origin(parameter.source)
        return MappingStep(
            name: parameter.name, origin: origin, source: source, type: parameter.type,
            isRequired: parameter.isRequired, isAbsent: isAbsent(parameter.source),
            isDefault: isDefault, value: value,
            maskedValue: value.map {
                isDefault || isEmpty ? $0 : masked($0, parameter.source)
            },
            fault: fault)
    }

    /// The parameter's value as the mapper writes it.
    private func written(_ parameter: Parameter) throws(RowFault) -> [UInt8]? {
        let piece = try RowMapper.Piece(parameter, positions: positions, context: context)
        var scratch = RowMapper.Scratch()
        scratch.cells = row.elements.map(\.range)
        if case .cell(let index) = piece.source, index >= scratch.cells.count {
            throw RowFault(reason: "the row has no cell for column \(index + 1)")
        }
        if case .template(let parts) = piece.source {
            for case .cell(let index) in parts where index >= scratch.cells.count {
                throw RowFault(reason: "the row has no cell for column \(index + 1)")
            }
        }
        var output: [UInt8] = []
        try piece.append(row.text.bytes, to: &output, &scratch)
        return output.isEmpty ? nil : Array(output.dropFirst(piece.key.count).dropLast())
    }

    private func masked(_ value: [UInt8], _ source: Parameter.Source) -> [UInt8] {
        switch source {
        case .column: return DryRun.maskedValue
        case .constant, .context: return value
        case .template(let parts):
            let text = parts.map { part in
                switch part {
                case .text(let text): text
                case .column: CellMask.mask
                }
            }
            var writer = JSONWriter()
            writer.string(text.joined())
            return writer.bytes
        }
    }

    /// Whether there is nothing in the cells that it is made of.
    private func isEmpty(_ source: Parameter.Source) -> Bool {
        switch source {
        case .column(let name): return isEmpty(column: name)
        case .constant, .context: return false
        case .template(let parts):
            return parts.allSatisfy { part in
                switch part {
                case .text(let text): text.isEmpty
                case .column(let name): isEmpty(column: name)
                }
            }
        }
    }

    private func isEmpty(column name: String) -> Bool {
        guard let index = positions[name], let cell = row[index] else { return true }
        return cell.isNull || cell.bytes.elementsEqual("\"\"".utf8)
    }

    private func isAbsent(_ source: Parameter.Source) -> Bool {
        guard case .column(let name) = source else { return false }
        return positions[name] == nil
    }

    private static func origin(
        _ source: Parameter.Source
    ) -> (origin: MappingStep.Origin, source: String?) {
        switch source {
        case .column(let name): return (.column, name)
        case .constant: return (.constant, nil)
        case .context(let field): return (.context, field.rawValue)
        case .template(let parts):
            let text = parts.map { part in
                switch part {
                case .text(let text): text
                case .column(let name): "{{\(name)}}"
                }
            }
            return (.template, text.joined())
        }
    }
}
