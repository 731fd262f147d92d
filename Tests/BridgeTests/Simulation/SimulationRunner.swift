import Bridge

/// Spreads seeds over the cores. What comes out does not depend on how: every seed has a world of
/// its own, and sums do not mind their order.
enum SimulationRunner {
    /// Runs seeds, a lane until its first failure.
    static func run(_ seeds: Range<UInt64>) async -> SimulationTally {
        SeedNotice.install()
        return await withTaskGroup(of: SimulationTally.self) { group in
            for lane in 0..<SeedNotice.lanes {
                group.addTask { run(seeds, lane: lane) }
            }
            var all = SimulationTally()
            for await tally in group { all.add(tally) }
            return all
        }
    }

    private static func run(_ seeds: Range<UInt64>, lane: Int) -> SimulationTally {
        var tally = SimulationTally()
        for seed in seeds where seed % UInt64(SeedNotice.lanes) == UInt64(lane) {
            SeedNotice.began(seed, lane: lane)
            let (bridge, violation) = run(seed)
            tally.add(bridge.tally)
            if let violation {
                // Once more, since telling costs more than running.
                tally.failure = .init(
                    seed: seed, description: violation.description, trace: trace(of: seed))
                return tally
            }
        }
        return tally
    }

    static func run(
        _ seed: UInt64, isTold: Bool = false
    ) -> (bridge: SimulatedBridge, violation: Violation?) {
        let bridge = SimulatedBridge(seed: seed, isTold: isTold)
        do throws(Violation) {
            try bridge.run()
            return (bridge, nil)
        } catch {
            return (bridge, error)
        }
    }

    /// What happens in the run of a seed, line by line.
    static func trace(of seed: UInt64) -> [String] {
        let (bridge, violation) = run(seed, isTold: true)
        return bridge.trace.lines + (violation.map { ["violation: \($0)"] } ?? [])
    }
}
