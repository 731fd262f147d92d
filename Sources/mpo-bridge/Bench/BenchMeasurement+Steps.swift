extension BenchMeasurement {
    /// How much dearer a row is where there are many of them: a cost that grows in proportion keeps
    /// near 1.
    var growth: [BenchFigure] {
        let costs = steps.map(\.measurement.cpuMicrosecondsPerRow)
        guard let first = costs.first, let last = costs.last, let least = costs.min(),
            let most = costs.max(), first > 0, least > 0
        else { return [] }
        var growth = BenchFigure("CPU a row, last / first step", last / first, .times)
        growth.note = "\(BenchNumber.short(last)) / \(BenchNumber.short(first)) µs"
        return [growth, BenchFigure("CPU a row, largest / smallest", most / least, .times)]
    }

    /// What a crowd costs those who do not belong to it.
    var crowding: [BenchFigure] {
        guard let alone = steps.first?.measurement, let crowded = steps.last?.measurement,
            alone.cpuSeconds > 0
        else { return [] }
        var cpu = BenchFigure(
            "CPU an invoke, crowded / alone",
            crowded.cpuMicrosecondsPerRow / alone.cpuMicrosecondsPerRow, .times)
        let pairs = zip(crowded.rounds, alone.rounds).map { $0 / max($1, 0.001) }
        cpu.note =
            "of \(pairs.count) pairs: \(BenchNumber.fixed(pairs.min() ?? 0, 2)) to "
            + BenchNumber.fixed(pairs.max() ?? 0, 2)
        return [
            cpu,
            BenchFigure(
                "median of the pairs", BenchNumber.median(pairs), .times),
            ratio("answer, p50, crowded / alone", crowded.latency.p50, alone.latency.p50),
            ratio("answer, p99, crowded / alone", crowded.latency.p99, alone.latency.p99),
        ]
    }

    private func ratio(_ name: String, _ above: Double, _ below: Double) -> BenchFigure {
        var figure = BenchFigure(name, below > 0 ? above / below : 0, .times)
        figure.note = "\(BenchNumber.fixed(above, 2)) / \(BenchNumber.fixed(below, 2)) ms"
        return figure
    }

    /// Whether connections are used again while they stay open, and sessions once they do not.
    var reuse: [BenchFigure] {
        let counts = steps.flatMap { step in
            step.measurement.servers?.named.map { (step: step.name, $0.name, $0.counts) } ?? []
        }
        return counts.map { step, server, counts in
            let isClosing = counts.connections >= counts.requests
            var figure =
                isClosing
                ? BenchFigure(
                    "\(step), \(server): resumed",
                    100 * Double(counts.resumed) / Double(max(1, counts.handshakes)), .percent)
                : BenchFigure(
                    "\(step), \(server): reused",
                    100 * Double(counts.requests - counts.connections) / Double(counts.requests),
                    .percent)
            figure.note = isClosing ? "of the handshakes" : "of the requests: no handshake"
            return figure
        }
    }
}
