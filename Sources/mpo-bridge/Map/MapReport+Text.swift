import Bridge
import JSON
import Service

extension MapReport {
    /// Prints it for people.
    ///
    /// - Returns: whether every row becomes an operation.
    func printText() -> Bool {
        var facts = FactList()
        add(trial, to: &facts)
        if let other {
            facts.add("against", PrintableText.escaped(other.file))
            add(other, to: &facts)
        }
        Console.print(facts.text + "\n")
        if let other { return printDifferences(other) }
        var tally = Tally()
        for row in rows {
            tally.add(row)
            Console.print(bytes: line(row))
        }
        if tally.rows > 0 { Console.print("") }
        Console.print(Self.summary(tally))
        return tally.failed == 0
    }

    private func add(_ trial: MapTrial, to facts: inout FactList) {
        let mapping = trial.dryRun.mapping
        var reasons = (trial.choice?.passedOver ?? []).map { Self.text(of: $0) }
        let reason = trial.choice == nil ? "as told" : "the first that matches"
        reasons.insert("\(PrintableText.escaped(mapping.name)): \(reason)", at: 0)
        for (index, reason) in reasons.enumerated() {
            facts.add(index == 0 ? "mapping" : "", reason)
        }
        facts.add(
            "process",
            "\(String(decoding: mapping.processID, as: UTF8.self)) as "
                + "\(PrintableText.escaped(mapping.processField)), operations in a call: "
                + "\(mapping.operationsPerCall)")
        for column in trial.coverage.columns {
            let name = PrintableText.escaped(column.name)
            facts.add("column", "\(name) \(Self.text(of: column.use))")
        }
        for missing in trial.coverage.missing {
            facts.add(
                "missing",
                PrintableText.escaped(
                    "parameter \(missing.parameter) wants the column \(missing.column), which the "
                        + "data set does not have: \(missing.effect)"))
        }
    }

    private static func text(of use: ColumnCoverage.Use) -> String {
        switch use {
        case .parameters(let names):
            "-> \(PrintableText.escaped(names.joined(separator: ", ")))"
        case .special: "is AMS's own"
        case .unused: "is not used"
        }
    }

    private func line(_ row: DryRun.Row) -> [UInt8] {
        let start = Array("row \(row.number)  ".utf8)
        switch row.operation {
        case .success(let operation): return start + AdminText.line(shown(operation, of: trial))
        case .failure(let fault):
            return start + Array("FAILS  \(text(of: fault, in: trial))\n".utf8)
        }
    }

    private func text(of fault: RowFault, in trial: MapTrial) -> String {
        let columns = columns(of: fault, in: trial).joined(separator: ", ")
        return PrintableText.escaped(
            fault.reason + (columns.isEmpty ? "" : " (column \(columns))"), max: 2_000)
    }

    private static func summary(_ tally: Tally) -> String {
        let count = { (number: Int, what: String) in
            "\(ProgressLine.grouped(number)) \(what)\(number == 1 ? "" : "s")"
        }
        guard tally.rows > 0 else { return "no rows: the data set is to be pulled, or is empty" }
        let head =
            "\(count(tally.rows, "row")): \(count(tally.rows - tally.failed, "operation")), "
            + "\(ProgressLine.grouped(tally.failed)) failed"
        return ([head] + tally.faults.map { "  \($0.count) x \(PrintableText.escaped($0.reason))" })
            .joined(separator: "\n")
    }

    // MARK: - Two configurations

    private func printDifferences(_ other: MapTrial) -> Bool {
        var (first, second) = (Tally(), Tally())
        var differing = 0
        for (from, to) in pairs(other) {
            first.add(from)
            second.add(to)
            let lines = differences(from, to, other)
            if lines.isEmpty { continue }
            differing += 1
            for line in lines {
                Console.print(bytes: Array("row \(from.number)  ".utf8) + AdminText.line(line))
            }
        }
        if differing > 0 { Console.print("") }
        Console.print(
            "\(ProgressLine.grouped(differing)) of \(ProgressLine.grouped(first.rows)) rows differ")
        for (trial, tally) in [(trial, first), (other, second)] {
            Console.print("\(PrintableText.escaped(trial.file)): \(Self.summary(tally))")
        }
        return first.failed == 0 && second.failed == 0
    }

    private func words(_ from: String, _ to: String) -> [UInt8] { Array("\(from) -> \(to)".utf8) }

    private func differences(
        _ from: DryRun.Row, _ to: DryRun.Row, _ other: MapTrial
    ) -> [[UInt8]] {
        switch (from.operation, to.operation) {
        case (.success(let from), .success(let to)):
            OperationDifference.between(from, to).map { difference in
                let name =
                    switch difference.place {
                    case .parameter(let name): name
                    case .field(let name): "(field) \(name)"
                    }
                let absent = Array("absent".utf8)
                return Array("\(PrintableText.escaped(name)): ".utf8)
                    + (shown(difference.from, at: difference.place) ?? absent)
                    + Array(" -> ".utf8) + (shown(difference.to, at: difference.place) ?? absent)
            }
        case (.failure(let from), .failure(let to)):
            from == to
                ? []
                : [words("FAILS  \(text(of: from, in: trial))", text(of: to, in: other))]
        case (.failure(let fault), .success):
            [words("FAILS  \(text(of: fault, in: trial))", "an operation")]
        case (.success, .failure(let fault)):
            [words("an operation", "FAILS  \(text(of: fault, in: other))")]
        }
    }
}
