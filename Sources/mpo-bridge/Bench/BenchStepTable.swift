/// The steps of a scenario beside one another, at most 100 columns wide.
struct BenchStepTable {
    private let steps: [BenchStep]

    init(_ steps: [BenchStep]) { self.steps = steps }

    private static let widths = [16, 11, 9, 10, 9, 8, 9, 9, 9]

    var lines: [String] {
        guard !steps.isEmpty else { return [] }
        let heading = [
            "", "rows", "invokes", "rows a s", "µs a row", "× floor", "p50, ms", "p99, ms",
            "peak, MiB",
        ]
        return [line(heading)] + steps.map(line) + servers
    }

    private func line(_ step: BenchStep) -> String {
        let measured = step.measurement
        let floor = measured.floor?.seconds ?? 0
        return line([
            step.name, BenchNumber.grouped(measured.rows), BenchNumber.grouped(measured.invokes),
            BenchNumber.short(measured.rowsPerSecond.rounded()),
            BenchNumber.fixed(measured.cpuMicrosecondsPerRow, 1),
            floor > 0 ? BenchNumber.fixed(measured.cpuSeconds / floor, 1) : "",
            BenchNumber.fixed(measured.latency.p50, 2), BenchNumber.fixed(measured.latency.p99, 2),
            BenchNumber.fixed(Double(measured.peakBytes) / 1_048_576, 1),
        ])
    }

    /// Requests, connections and handshakes on each side.
    private var servers: [String] {
        let known = steps.compactMap { step in
            step.measurement.servers.map { (name: step.name, servers: $0) }
        }
        guard !known.isEmpty else { return [] }
        var lines = [line(["", "server", "requests", "opened", "full", "resumed"])]
        for step in known {
            for server in step.servers.named {
                let counts = server.counts
                let numbers = [
                    counts.requests, counts.connections, counts.handshakes - counts.resumed,
                    counts.resumed,
                ]
                lines.append(line([step.name, server.name] + numbers.map(BenchNumber.grouped)))
            }
        }
        return lines
    }

    private func line(_ cells: [String]) -> String {
        let texts = zip(cells, Self.widths).enumerated().map { column, cell in
            column == 0 ? cell.0.padded(to: cell.1) : " " + cell.0.aligned(to: cell.1)
        }
        return "  " + texts.joined()
    }
}
