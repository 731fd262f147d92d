import Simulator

/// The same load on two daemons in turns: one that has nothing else to do, and one with many
/// mappings, installs and open invocations around it.
struct BenchCrowd {
    private let plan: BenchPlan
    private let pairs: Int
    private let openInvocations: Int
    private let residue: BenchResidue
    private let directory: BenchDirectory

    private static let mappings = 1_000
    private static let installs = 100
    /// Of the mapping that the open invocations wait for.
    private static let pausedMapping = "paused"
    private static let usualMapping = "loan-offer"

    init(isQuick: Bool, _ residue: BenchResidue, _ directory: BenchDirectory) {
        plan = BenchScenario.crowd.plan(isQuick: isQuick)
        pairs = isQuick ? 4 : 10
        openInvocations = isQuick ? 1_000 : 10_000
        self.residue = residue
        self.directory = directory
    }

    func measure(_ bounds: BenchBounds) async throws(CommandError) -> BenchMeasurement {
        let folders = (
            try residue.makeFolder(in: directory.path), try residue.makeFolder(in: directory.path)
        )
        // A socket's path may have 107 bytes; `--directory` may have more.
        let sockets = try residue.makeFolder(in: "/tmp")
        let peers = try BenchRemote(residue)
        defer {
            peers.end(residue)
            for folder in [folders.0, folders.1, sockets] { residue.remove(folder) }
        }
        let alone = try BenchDaemon(
            folders.0, peers.addresses, operationsPerCall: plan.operationsPerCall, residue)
        defer { alone.stop() }
        let crowded = try BenchDaemon(
            folders.1, peers.addresses, operationsPerCall: plan.operationsPerCall, residue
        ) { configuration in
            configuration.socket = sockets.file("admin.sock")
            configuration.foreignInstalls = Self.installs - 1
            configuration.mappingNames = [Self.pausedMapping]
            configuration.foreignMappings = Self.mappings - 2
        }
        defer { crowded.stop() }
        let admin = AdminClient(socket: sockets.file("admin.sock"))
        try await crowd(run(peers, crowded), admin)
        let steps = try await takeTurns([run(peers, alone), run(peers, crowded)], bounds)
        var measurement = BenchMeasurement(.crowd, steps)
        let ledger = try await release(run(peers, crowded), admin)
        measurement.take(ledger, problems: ledger.problems())
        return measurement
    }

    private func run(_ peers: BenchRemote, _ daemon: BenchDaemon) -> BenchRun {
        BenchRun(scenario: .crowd, plan: plan, peers: peers, daemon: daemon)
    }

    /// Lets invocations pile up behind a pause, then starts the daemon anew with one more mapping,
    /// which takes what comes from now on.
    private func crowd(_ run: BenchRun, _ admin: AdminClient) async throws(CommandError) {
        try decide("pause", admin)
        let load = BenchLoad(
            invokes: openInvocations, rowsEach: 1, flow: .data,
            inFlight: BenchPlan.connectionsMax)
        _ = try await run.send(load, finished: nil)
        run.daemon.stop()
        run.daemon.configuration.mappingNames = [Self.usualMapping, Self.pausedMapping]
        try run.daemon.restart()
        let probe = try await run.peers.invoke(rows: 1)
        try await run.awaitAcceptance(of: probe.body, authorization: probe.authorization)
    }

    /// Every other pair in the other order, so that whatever goes before costs both the same.
    private func takeTurns(
        _ runs: [BenchRun], _ bounds: BenchBounds
    ) async throws(CommandError) -> [BenchStep] {
        for run in runs { try await run.warmUp() }
        var parts: [[BenchMeasurement]] = [[], []]
        for pair in 0..<pairs {
            for index in pair.isMultiple(of: 2) ? [0, 1] : [1, 0] {
                parts[index].append(try await runs[index].measured(bounds))
            }
        }
        let names = ["alone", "crowded"]
        return zip(names, parts).map { name, parts in
            BenchStep(name: name, measurement: BenchMeasurement(.crowd, of: parts))
        }
    }

    /// Ends the pause, and waits until whatever was open is done: nothing of it may be lost.
    private func release(
        _ run: BenchRun, _ admin: AdminClient
    ) async throws(CommandError) -> BenchLedger {
        try decide("unpause", admin)
        let nothing = BenchLoad(invokes: 0, rowsEach: 0, flow: .data, inFlight: 1)
        _ = try await run.send(nothing, finished: run.peers.ledger().invocations)
        return try await run.peers.ledger()
    }

    private func decide(_ verb: String, _ admin: AdminClient) throws(CommandError) {
        var order = ActOrder(verb)
        order.mapping = Self.pausedMapping
        _ = try admin.post("/v1/acts", order.body(isPreview: false))
    }
}
