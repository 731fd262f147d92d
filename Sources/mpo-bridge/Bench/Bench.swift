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
        case .slowMPO:
            return try await measureSlow(scenario.plan(isQuick: options.isQuick), bounds)
        case .tenACall, .oneACall, .oneRow:
            return try await measureWithParts(
                scenario, scenario.plan(isQuick: options.isQuick), bounds)
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

    /// With the parts all at once, at simulated sides of their own, after the daemon is gone.
    private func measureWithParts(
        _ scenario: BenchScenario, _ plan: BenchPlan, _ bounds: BenchBounds
    ) async throws(CommandError) -> BenchMeasurement {
        var measurement = try await measure(scenario, plan, bounds)
        guard let floor = measurement.floor else { return measurement }
        let whole = BenchWork(floor, plan)
        let work = whole.cut(toCalls: plan.latencyMilliseconds > 0 ? slowCalls : Self.callsMax)
        let folder = try residue.makeFolder(in: directory.path)
        defer { residue.remove(folder) }
        let peers = try BenchRemote(residue)
        defer { peers.end(residue) }
        try await peers.setLatency(milliseconds: plan.latencyMilliseconds)
        let seconds = try await BenchTogether(work, peers).measure(in: folder)
        measurement.togetherSeconds = seconds * Double(whole.calls) / Double(work.calls)
        return measurement
    }

    /// More say nothing more.
    private static let callsMax = 40_000

    /// Calls to a slow MPO that a bound is measured with.
    private var slowCalls: Int { (options.isQuick ? 2 : 20) * BenchPlan.callsInFlightMax }

    /// Libcurl alone under the circumstances of a scenario, at simulated sides of their own: these
    /// calls repeat their references.
    private func callBound(
        _ sides: BenchPeers.Options = BenchPeers.Options(), count: Int,
        latencyMilliseconds: Int = 0
    ) async throws(CommandError) -> BenchCallBound {
        let peers = try BenchRemote(residue, sides)
        defer { peers.end(residue) }
        try await peers.setLatency(milliseconds: latencyMilliseconds)
        return try await BenchCallBound(peers, count: count, caFile: sides.tls?.certificate)
    }

    /// With the bound of the calls measured at an MPO that is as slow: for a processor that sleeps
    /// between them, each takes longer.
    private func measureSlow(
        _ plan: BenchPlan, _ bounds: BenchBounds
    ) async throws(CommandError) -> BenchMeasurement {
        let call = try await callBound(
            count: slowCalls, latencyMilliseconds: plan.latencyMilliseconds)
        return try await measureWithParts(.slowMPO, plan, bounds.with(call))
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
        let bounds = bounds.with(
            try await callBound(sides, count: options.isQuick ? 500 : 5_000))
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
