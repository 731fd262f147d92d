import Bridge
import JSON
import Service

extension MapReport {
    /// Prints it for programs.
    ///
    /// - Returns: whether every row becomes an operation.
    func printJSON() -> Bool {
        var writer = JSONWriter()
        writer.beginObject()
        write(trial, to: &writer)
        var tallies = [Tally()]
        writer.key("rows")
        writer.beginArray()
        if let other {
            tallies.append(Tally())
            for (from, to) in pairs(other) {
                tallies[0].add(from)
                tallies[1].add(to)
                writeDifference(from, to, other, to: &writer)
            }
        } else {
            for row in rows {
                tallies[0].add(row)
                writer.beginObject()
                writer.key("row")
                writer.integer(row.number)
                write(row, of: trial, to: &writer)
                writer.endObject()
            }
        }
        writer.endArray()
        write(tallies[0], to: &writer)
        if let other {
            writer.key("against")
            writer.beginObject()
            write(other, to: &writer)
            write(tallies[1], to: &writer)
            writer.endObject()
        }
        writer.endObject()
        Console.print(bytes: AdminText.line(writer.bytes))
        return tallies.allSatisfy { $0.failed == 0 }
    }

    private func write(_ trial: MapTrial, to writer: inout JSONWriter) {
        writer.key("configuration")
        writer.string(trial.file)
        writer.key("mapping")
        writer.string(trial.dryRun.mapping.name)
        writer.key("passedOver")
        writer.beginArray()
        for mapping in trial.choice?.passedOver ?? [] {
            writer.beginObject()
            writer.key("mapping")
            writer.string(mapping.name)
            writer.key("differences")
            writer.beginArray()
            for difference in mapping.differences {
                writer.beginObject()
                for (name, value) in [
                    ("field", difference.field.rawValue), ("wanted", difference.wanted),
                    ("found", difference.found),
                ] {
                    writer.key(name)
                    writer.string(value)
                }
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        write(trial.coverage, to: &writer)
    }

    private func write(_ coverage: ColumnCoverage, to writer: inout JSONWriter) {
        writer.key("columns")
        writer.beginArray()
        for column in coverage.columns {
            let (use, parameters) =
                switch column.use {
                case .parameters(let names): ("parameters", names)
                case .special: ("special", [])
                case .unused: ("unused", [])
                }
            writer.beginObject()
            writer.key("column")
            writer.string(column.name)
            writer.key("use")
            writer.string(use)
            writer.key("parameters")
            write(parameters, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.key("missing")
        writer.beginArray()
        for missing in coverage.missing {
            writer.beginObject()
            for (name, value) in [
                ("parameter", missing.parameter), ("column", missing.column),
                ("effect", missing.effect),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.key("failsRows")
            writer.boolean(missing.failsRows)
            writer.endObject()
        }
        writer.endArray()
    }

    private func write(_ tally: Tally, to writer: inout JSONWriter) {
        writer.key("rowCount")
        writer.integer(tally.rows)
        writer.key("failedCount")
        writer.integer(tally.failed)
    }

    /// Either `operation`, or `fault` with the parameter and its columns.
    private func write(_ row: DryRun.Row, of trial: MapTrial, to writer: inout JSONWriter) {
        switch row.operation {
        case .success(let operation):
            writer.key("operation")
            writer.raw(shown(operation, of: trial))
        case .failure(let fault):
            writer.key("fault")
            writer.beginObject()
            writer.key("reason")
            writer.string(fault.reason)
            writer.key("parameter")
            if let parameter = fault.parameter { writer.string(parameter) } else { writer.null() }
            writer.key("columns")
            write(columns(of: fault, in: trial), to: &writer)
            writer.endObject()
        }
    }

    private func write(_ names: [String], to writer: inout JSONWriter) {
        writer.beginArray()
        for name in names { writer.string(name) }
        writer.endArray()
    }

    /// A row that differs; nothing for one that does not. A value that is not there has no member.
    private func writeDifference(
        _ from: DryRun.Row, _ to: DryRun.Row, _ other: MapTrial, to writer: inout JSONWriter
    ) {
        var differences: [OperationDifference] = []
        switch (from.operation, to.operation) {
        case (.success(let from), .success(let to)):
            differences = OperationDifference.between(from, to)
            if differences.isEmpty { return }
        case (.failure(let from), .failure(let to)): if from == to { return }
        default: break
        }
        writer.beginObject()
        writer.key("row")
        writer.integer(from.number)
        if differences.isEmpty {
            for (name, row, trial) in [("from", from, trial), ("to", to, other)] {
                writer.key(name)
                writer.beginObject()
                write(row, of: trial, to: &writer)
                writer.endObject()
            }
        } else {
            writer.key("differences")
            writer.beginArray()
            for difference in differences { write(difference, to: &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private func write(_ difference: OperationDifference, to writer: inout JSONWriter) {
        writer.beginObject()
        switch difference.place {
        case .parameter(let name):
            writer.key("parameter")
            writer.string(name)
        case .field(let name):
            writer.key("field")
            writer.string(name)
        }
        for (name, value) in [("from", difference.from), ("to", difference.to)] {
            guard let shown = shown(value, at: difference.place) else { continue }
            writer.key(name)
            writer.raw(shown)
        }
        writer.endObject()
    }
}
