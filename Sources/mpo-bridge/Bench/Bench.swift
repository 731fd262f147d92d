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
        switch scenario {
        case .rows, .invocations, .tls:
            var steps: [BenchStep] = []
            for step in scenario.steps(isQuick: options.isQuick) {
                Console.error("bench: \(scenario.rawValue), \(step.name)")
                let measurement =
                    step.connections == .plain
                    ? try await measure(scenario, step.plan, bounds)
                    : try await measureSecure(scenario, step, bounds)
                steps.append(BenchStep(name: step.name, measurement: measurement))
            }
            return BenchMeasurement(scenario, steps)
        case .crowd:
            return try await BenchCrowd(isQuick: options.isQuick, residue, directory).measure(
                bounds)
        default:
            return try await measure(scenario, scenario.plan(isQuick: options.isQuick), bounds)
        }
    }

    private func measure(
        _ scenario: BenchScenario, _ plan: BenchPlan, _ bounds: BenchBounds
    ) async throws(CommandError) -> BenchMeasurement {
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
            ? try await run.queueAndRestart(bounds) : try await run.throughAndThrough(bounds)
    }

    /// At simulated sides of their own: these calls repeat their references.
    private func boundsThroughTLS(
        _ bounds: BenchBounds, _ sides: BenchPeers.Options, caFile: String
    ) async throws(CommandError) -> BenchBounds {
        let peers = try BenchRemote(residue, sides)
        defer { peers.end(residue) }
        return try await bounds.withCalls(
            to: peers, count: options.isQuick ? 500 : 5_000, caFile: caFile)
    }

    /// With TLS on every side, and the bound of the calls measured through TLS as well.
    private func measureSecure(
        _ scenario: BenchScenario, _ step: BenchStepPlan, _ bounds: BenchBounds
    ) async throws(CommandError) -> BenchMeasurement {
        let folder = try residue.makeFolder(in: directory.path)
        defer { residue.remove(folder) }
        let tls = try LoopbackFiles.make(in: folder.path)
        let sides = BenchPeers.Options(
            tls: tls, closesConnections: step.connections == .tlsClosing)
        let bounds = try await boundsThroughTLS(bounds, sides, caFile: tls.certificate)
        let peers = try BenchRemote(residue, sides)
        defer { peers.end(residue) }
        let daemon = try BenchDaemon(
            folder, peers.addresses, operationsPerCall: step.plan.operationsPerCall, residue
        ) { configuration in
            configuration.tls = tls
            configuration.allowedPorts = peers.addresses.productPort.map { [$0] }
        }
        defer { daemon.stop() }
        let run = BenchRun(scenario: scenario, plan: step.plan, peers: peers, daemon: daemon)
        // The warm-up opens the connections: it counts here.
        let before = try await BenchMoment.beginning(run)
        var measurement = try await run.throughAndThrough(bounds)
        measurement.servers = try await BenchMoment.ending(run).servers - before.servers
        return measurement
    }
}
