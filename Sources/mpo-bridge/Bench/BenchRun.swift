/// One scenario on its processes.
struct BenchRun {
    let scenario: BenchScenario
    let plan: BenchPlan
    let peers: BenchRemote
    let daemon: BenchDaemon

    /// Warms up, then measures from the first invoke to the last completion.
    func throughAndThrough(_ bounds: BenchBounds) async throws(CommandError) -> BenchMeasurement {
        _ = try await send(plan.warmUp, finished: plan.warmUpInvokes)
        let before = try await Moment(self)
        let report = try await send(plan.load, finished: plan.warmUpInvokes + plan.invokes)
        let after = try await Moment(self)
        var measurement = BenchMeasurement(scenario, plan)
        measurement.take(report)
        measurement.seconds = Double(report.finishedMicroseconds) / 1_000_000
        measurement.cpuSeconds = (after.usage.cpu - before.usage.cpu).inSeconds
        measurement.peersCPUSeconds = (after.peers - before.peers).inSeconds
        measurement.peakBytes = after.usage.residentBytesMax
        measurement.floorSeconds = bounds.floorSeconds(
            plan, mpoCalls: after.ledger.calls - before.ledger.calls,
            productCalls: after.ledger.productCalls - before.ledger.productCalls)
        measurement.take(after.ledger, problems: after.ledger.problems())
        return measurement
    }

    /// What had been used and counted at a moment when nobody did anything.
    struct Moment {
        let usage: ChildUsage
        let peers: Duration
        let ledger: BenchLedger

        init(_ run: BenchRun) async throws(CommandError) {
            usage = try await run.daemon.settledUsage()
            ledger = try await run.peers.ledger()
            guard let peers = run.peers.usage else {
                throw CommandError("the simulated sides are gone")
            }
            self.peers = peers.cpu
        }
    }

    /// Sends a load; what did not get in, or not to its end, ends the bench with the reason.
    func send(_ load: BenchLoad, finished: Int?) async throws(CommandError) -> BenchLoadReport {
        var load = load
        load.url = daemon.url
        load.finishedCount = finished
        load.limitSeconds = plan.limitSeconds
        let report = try await peers.send(load)
        guard report.accepted == load.invokes else {
            throw CommandError(
                "\(load.invokes - report.accepted) of \(load.invokes) invokes were not accepted: "
                    + "\(report.problem ?? "no reason is known"); the daemon's log ends with:\n"
                    + daemon.logTail)
        }
        guard report.isFinished else {
            throw CommandError(
                "not finished after \(load.limitSeconds) s; the ledgers: "
                    + "\(try await peers.ledger()); the daemon's log ends with:\n\(daemon.logTail)")
        }
        return report
    }
}
