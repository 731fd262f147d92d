/// The figures for people, at most 100 columns wide.
struct BenchTable {
    private let report: BenchReport

    init(_ report: BenchReport) { self.report = report }

    var text: String {
        var lines = [heading, ""]
        lines += report.bounds.lines.map { line($0.name, $0.value, note: $0.note) }
        for measurement in report.measurements { lines += section(measurement) }
        lines += ["", ending]
        return lines.joined(separator: "\n")
    }

    private var heading: String {
        let memory = report.isDirectoryInMemory ? " (in memory: no disk is measured)" : ""
        return "\(report.processors) processors, load \(BenchNumber.fixed(report.loadAverage, 1)), "
            + "stores in \(report.directory)\(memory)\(report.isQuick ? ", quick" : "")"
    }

    private func section(_ measurement: BenchMeasurement) -> [String] {
        let rows = BenchNumber.grouped(measurement.rows)
        let seconds = BenchNumber.fixed(measurement.seconds, 2)
        var lines = [
            "", "\(measurement.scenario.rawValue): \(measurement.scenario.title)",
        ]
        lines += BenchStepTable(measurement.steps).lines
        lines.append(line("", "\(rows) rows in \(seconds) s", "target"))
        lines += measurement.figures.map(line)
        lines += measurement.problems.map { "  WRONG: \($0)" }
        return lines
    }

    private func line(_ figure: BenchFigure) -> String {
        let unit = figure.unit.rawValue.isEmpty ? "" : " " + figure.unit.rawValue
        let sign = figure.target.map { $0.isAtLeast ? "≥" : "≤" } ?? ""
        return line(
            figure.name, number(figure.value, figure.unit) + unit,
            figure.target.map { "\(sign) \(number($0.value, figure.unit))" } ?? "",
            figure.isReached.map { $0 ? "reached" : "missed" } ?? "", note: figure.note)
    }

    /// Two figures of seconds may differ by little.
    private func number(_ value: Double, _ unit: BenchFigure.Unit) -> String {
        unit == .seconds ? BenchNumber.fixed(value, 2) : BenchNumber.short(value)
    }

    private func line(
        _ name: String, _ value: String, _ target: String = "", _ verdict: String = "",
        note: String = ""
    ) -> String {
        var line = "  " + name.padded(to: 33) + value.aligned(to: 13)
        line += "  " + target.padded(to: 11) + verdict.padded(to: 9) + note
        while line.last == " " { line.removeLast() }
        return line
    }

    private var ending: String {
        let figures = report.measurements.flatMap(\.figures).compactMap(\.isReached)
        let reached = figures.count { $0 }
        let verdict = report.isCorrect ? "every row came back, once" : "NOT CORRECT, see above"
        return "\(verdict); \(reached) of \(figures.count) targets reached"
    }
}
