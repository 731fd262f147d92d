import Bridge
import TestSupport
import Testing

@Suite struct `An outage of ten minutes` {
    private static let seeds = UInt64(ProofLength.current(quick: 40, full: 2_000))
    private static let outage = at(0)..<at(600)

    @Test(arguments: OutageSimulation.Kind.allCases)
    func `makes few calls beside those that a thousand queued rows need`(
        _ kind: OutageSimulation.Kind
    ) {
        var callsMax = 0
        for seed in 0..<Self.seeds {
            var run = OutageSimulation(kind, outage: Self.outage, seed: seed)
            run.run([(at(0), 1_000)], until: at(3_600))
            #expect(run.rowsDone == 1_000, "seed \(seed)")
            #expect(run.calls <= 1_100, "seed \(seed)")
            callsMax = max(callsMax, run.calls)
        }
        print("proof: outage \(kind) queued seeds=\(Self.seeds) rows=1000 calls-max=\(callsMax)")
    }

    /// Small invocations, half of them of a single row, before, while and after.
    private func stream(perSecond: Double, _ generator: inout SeededGenerator)
        -> [(at: MonotonicTime, rows: Int)]
    {
        stride(from: -60, to: 660, by: 1 / perSecond).map {
            (at($0 + generator.random() / perSecond), generator.chance(0.5) ? 1 : 2)
        }.sorted { $0.at < $1.at }
    }

    @Test(arguments: OutageSimulation.Kind.allCases)
    func `makes few calls beside those of a steady stream, which flows at once when it ends`(
        _ kind: OutageSimulation.Kind
    ) throws {
        var worst = 0.0
        var mendMax = Duration.zero
        for seed in 0..<Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let arrivals = stream(perSecond: 4, &generator)
            let rows = arrivals.reduce(0) { $0 + $1.rows }
            var run = OutageSimulation(kind, outage: Self.outage, seed: seed)
            run.run(arrivals, until: at(3_600))
            #expect(run.rowsDone == rows, "seed \(seed)")
            #expect(Double(run.calls) <= 1.1 * Double(rows), "seed \(seed)")
            let mend = try #require(run.mendedAt)
            #expect(mend <= at(605), "seed \(seed)")
            mendMax = max(mendMax, at(600).duration(to: mend))
            worst = max(worst, Double(run.calls) / Double(rows))
        }
        print(
            "proof: outage \(kind) stream seeds=\(Self.seeds) calls-per-row-max=\(worst)"
                + " mend-max=\(mendMax)")
    }

    @Test(arguments: OutageSimulation.Kind.allCases)
    func `lets the first fresh invocation find out that it is over`(
        _ kind: OutageSimulation.Kind
    ) throws {
        for seed in 0..<Self.seeds {
            // The budget is long used up when it ends; then one row comes, at any moment.
            let arrival = 600 + Double(seed % 97) / 2
            var run = OutageSimulation(kind, outage: Self.outage, seed: seed)
            run.run([(at(0), 1_000), (at(arrival), 1)], until: at(3_600))
            let mend = try #require(run.mendedAt)
            #expect(mend <= at(arrival + 5), "seed \(seed)")
            #expect(run.rowsDone == 1_001)
        }
    }
}
