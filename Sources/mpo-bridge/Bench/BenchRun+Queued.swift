import Curl

extension BenchRun {
    /// Lets rows pile up before an MPO that is too slow for them, kills the daemon, starts it anew
    /// on that store, and lets MPO be quick again until all is done.
    func queueAndRestart(_ bounds: BenchBounds) async throws(CommandError) -> BenchMeasurement {
        var measurement = BenchMeasurement(scenario, plan)
        let report = try await send(plan.load, finished: nil)
        measurement.add(report)
        let queued = try await daemon.settledUsage()
        measurement.queueingSeconds = Double(report.answeredMicroseconds) / 1_000_000
        measurement.queuedPeakBytes = queued.residentBytesMax
        let probe = try await peers.invoke(rows: 1)
        daemon.kill()

        let clock = ContinuousClock()
        let start = clock.now
        try daemon.restart()
        try await awaitAcceptance(of: probe.body, authorization: probe.authorization)
        measurement.startSeconds = (clock.now - start).inSeconds
        let before = try await BenchMoment.beginning(self)

        try await peers.setLatency(milliseconds: 0)
        let begin = clock.now
        let nothing = BenchLoad(invokes: 0, rowsEach: 0, flow: plan.flow, inFlight: 1)
        _ = try await send(nothing, finished: plan.invokes + 1)
        measurement.seconds = (clock.now - begin).inSeconds
        let after = try await BenchMoment.ending(self)
        measurement.cpuSeconds = (after.usage.cpu - before.usage.cpu).inSeconds
        measurement.peakBytes = after.usage.residentBytesMax
        measurement.floor = BenchFloor(bounds, plan, from: before, to: after, rowsArrived: 0)
        // What was on its way when the daemon was killed is reported as unknown.
        let unknownMax = BenchPlan.callsInFlightMax * plan.operationsPerCall
        measurement.take(after.ledger, problems: after.ledger.problems(unknownMax: unknownMax))
        return measurement
    }

    /// Sends an invoke until it is answered with 200.
    func awaitAcceptance(
        of body: [UInt8], authorization: String
    ) async throws(CommandError) {
        let client = CurlClient(inFlightMax: 1)
        defer { client.stop() }
        let request = TransferRequest(
            method: .post, url: daemon.url,
            headers: ["Authorization: \(authorization)", "Content-Type: application/json"],
            body: body, policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(120)
        while clock.now < deadline {
            if let response = try? await client.perform(request), response.status == 200 { return }
            _ = try daemon.usage()
            try? await Task.sleep(for: .milliseconds(1))
        }
        throw CommandError(
            "the daemon accepts nothing 120 s after its start; its log ends with:\n"
                + daemon.logTail)
    }
}
