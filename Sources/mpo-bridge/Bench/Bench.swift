/// Measures the chosen scenarios one after the other, each with new processes and a new store.
struct Bench {
    private let options: BenchOptions
    private let residue: BenchResidue
    private let directory: BenchDirectory

    init(_ options: BenchOptions, _ residue: BenchResidue) {
        self.options = options
        self.residue = residue
        directory = BenchDirectory(options.directory)
    }

    func run() async throws(CommandError) -> BenchReport {
        Console.error("bench: the bounds")
        let bounds = try await measureBounds()
        var measurements: [BenchMeasurement] = []
        for scenario in options.scenarios {
            Console.error("bench: \(scenario.rawValue)")
            measurements.append(try await measure(scenario, bounds))
        }
        return BenchReport(
            isQuick: options.isQuick, directory: directory.path,
            isDirectoryInMemory: directory.isInMemory, bounds: bounds,
            measurements: measurements)
    }

    private func measureBounds() async throws(CommandError) -> BenchBounds {
        let folder = try residue.makeFolder(in: directory.path)
        defer { residue.remove(folder) }
        let peers = try BenchRemote(residue)
        defer { peers.end(residue) }
        return try await BenchBounds(peers, folder, isQuick: options.isQuick)
    }

    private func measure(
        _ scenario: BenchScenario, _ bounds: BenchBounds
    ) async throws(CommandError) -> BenchMeasurement {
        let plan = scenario.plan(isQuick: options.isQuick)
        let folder = try residue.makeFolder(in: directory.path)
        defer { residue.remove(folder) }
        let peers = try BenchRemote(residue)
        defer { peers.end(residue) }
        try await peers.setLatency(milliseconds: plan.latencyMilliseconds)
        let daemon = try BenchDaemon(
            folder, peers.addresses, operationsPerCall: plan.operationsPerCall, residue)
        defer { daemon.stop() }
        let run = BenchRun(scenario: scenario, plan: plan, peers: peers, daemon: daemon)
        return scenario == .queued
            ? try await run.queueAndRestart() : try await run.throughAndThrough(bounds)
    }
}
