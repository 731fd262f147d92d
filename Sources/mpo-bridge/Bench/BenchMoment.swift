/// What had been used and counted at a moment when nobody did anything.
struct BenchMoment {
    let usage: ChildUsage
    let peers: Duration
    let ledger: BenchLedger
    /// Transactions that the daemon has committed.
    let commits: Int
    let servers: BenchServers

    /// Before something is measured: what the daemon does to tell its metrics counts for nothing.
    static func beginning(_ run: BenchRun) async throws(CommandError) -> BenchMoment {
        let metrics = try await run.daemon.metrics()
        return try await BenchMoment(run, metrics, run.daemon.settledUsage())
    }

    /// After it: the same.
    static func ending(_ run: BenchRun) async throws(CommandError) -> BenchMoment {
        let usage = try await run.daemon.settledUsage()
        return try await BenchMoment(run, run.daemon.metrics(), usage)
    }

    private init(
        _ run: BenchRun, _ metrics: BenchMetrics, _ usage: ChildUsage
    ) async throws(CommandError) {
        guard let commits = metrics.commits, let receiver = BenchServerCounts(metrics) else {
            throw CommandError("the daemon's metrics lack a number")
        }
        guard let peers = run.peers.usage else {
            throw CommandError("the simulated sides are gone")
        }
        self.usage = usage
        self.commits = commits
        self.peers = peers.cpu
        let state = try await run.peers.state()
        ledger = state.ledger
        servers = BenchServers(receiver: receiver, mpo: state.mpo, product: state.product)
    }
}
