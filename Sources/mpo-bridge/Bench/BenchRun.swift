/// One scenario on its processes.
struct BenchRun {
    let scenario: BenchScenario
    let plan: BenchPlan
    let peers: BenchRemote
    let daemon: BenchDaemon

    /// Warms up, then measures from the first invoke to the last completion.
    func throughAndThrough(_ bounds: BenchBounds) async throws(CommandError) -> BenchMeasurement {
        try await warmUp()
        var measurement = try await measured(bounds)
        let ledger = try await peers.ledger()
        measurement.take(ledger, problems: ledger.problems())
        return measurement
    }

    func warmUp() async throws(CommandError) {
        let finished = try await peers.ledger().finished
        _ = try await send(plan.warmUp, finished: finished + plan.warmUpInvokes)
    }

    /// Measures the load as often as the plan says, each time to its last completion. Whether
    /// nothing was lost is for the caller to see.
    func measured(_ bounds: BenchBounds) async throws(CommandError) -> BenchMeasurement {
        let before = try await BenchMoment.beginning(self)
        var measurement = BenchMeasurement(scenario, plan)
        for round in 1...plan.rounds {
            let finished = before.ledger.finished + round * plan.invokes
            measurement.add(try await send(plan.load, finished: finished))
        }
        let after = try await BenchMoment.ending(self)
        measurement.cpuSeconds = (after.usage.cpu - before.usage.cpu).inSeconds
        measurement.peersCPUSeconds = (after.peers - before.peers).inSeconds
        measurement.peakBytes = after.usage.residentBytesMax
        measurement.floor = BenchFloor(
            bounds, plan, from: before, to: after, rowsArrived: plan.rows)
        return measurement
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
