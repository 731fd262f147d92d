import Bridge
import TestSupport
import Testing

/// What the gates promise, in virtual time: an outage costs few calls, work flows soon after it,
/// and who has little to do is not kept waiting by who has much.
@Suite struct `A simulated outage` {
    private static let seeds = 0..<ProofLength.current(quick: 12, full: 1_000) as Range<UInt64>

    private static func run(
        _ seed: UInt64, _ shape: SimulationShape
    ) throws(Violation) -> SimulatedBridge {
        let bridge = SimulatedBridge(shape: shape, generator: SeededGenerator(seed: seed))
        try bridge.run()
        return bridge
    }

    private static func shape(
        _ invocations: [InvocationShape], callsInFlightMax: Int = 32, mappings: Int = 1,
        operationsPerSecondMax: Double? = nil, outage: Range<Duration>?
    ) -> SimulationShape {
        SimulationShape(
            mappings: Array(
                repeating: .init(policy: .report, operationsPerCall: 1), count: mappings),
            invocations: invocations, callsInFlightMax: callsInFlightMax,
            operationsPerSecondMax: operationsPerSecondMax, outage: outage)
    }

    @Test func `of ten minutes makes at most a tenth more calls than there are rows`() throws {
        var worst = 0.0
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let rows = generator.number(1_000...2_000)
            let start = Duration.milliseconds(generator.number(0...1_500))
            let large = InvocationShape(
                mapping: 0, rowCount: rows, invokedAfter: .zero, pushBatchMax: 500)
            let bridge = try Self.run(
                seed,
                Self.shape(
                    [large], callsInFlightMax: generator.number(1...32),
                    outage: start..<start + .seconds(600)))
            let ratio = Double(bridge.callLog.count) / Double(rows)
            worst = max(worst, ratio)
            #expect(ratio <= 1.1, "seed \(seed): \(bridge.callLog.count) calls for \(rows) rows")
        }
        print(
            "proof: outage: seeds \(Self.seeds.count), minutes 10, calls a row at most "
                + "\(Self.rounded(worst, 1_000))")
    }

    @Test func `is over for work that comes in within five seconds after it`() throws {
        var worst = Duration.zero
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let end = Duration.milliseconds(generator.number(5_000...600_000))
            // Work all along, so that its backoff has grown, and fresh work after the end.
            let old = InvocationShape(
                mapping: 0, rowCount: 50, invokedAfter: .zero, pushBatchMax: 50)
            let fresh = InvocationShape(
                mapping: 0, rowCount: 1,
                invokedAfter: end + .milliseconds(generator.number(0...1_000)), pushBatchMax: 1)
            let bridge = try Self.run(seed, Self.shape([old, fresh], outage: .zero..<end))
            let wait = Self.wait(bridge, for: 1, from: fresh.invokedAfter)
            worst = max(worst, wait)
            #expect(wait <= .seconds(5), "seed \(seed): \(wait) after \(fresh.invokedAfter)")
        }
        print("proof: fresh work: seeds \(Self.seeds.count), first call after at most \(worst)")
    }

    @Test func `is over within five seconds while work keeps coming in`() throws {
        var worst = Duration.zero
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let end = Duration.milliseconds(generator.number(5_000...60_000))
            let invocations = (0..<45).map { place in
                InvocationShape(
                    mapping: 0, rowCount: 1, invokedAfter: .milliseconds(1_500 * place),
                    pushBatchMax: 1)
            }
            let bridge = try Self.run(seed, Self.shape(invocations, outage: .zero..<end))
            let first = bridge.callLog.first { $0.isWell }?.at ?? at(0)
            let wait = at(0).advanced(by: end).duration(to: first)
            worst = max(worst, wait)
            #expect(wait <= .seconds(5), "seed \(seed): \(wait) after the end at \(end)")
        }
        print("proof: steady work: seeds \(Self.seeds.count), first call after at most \(worst)")
    }

    @Test(arguments: [1, 2])
    func `or none: a small invocation is not stuck behind a large one`(mappings: Int) throws {
        var worst = 0
        for seed in Self.seeds {
            var generator = SeededGenerator(seed: seed)
            let small = generator.number(1...8)
            let callsInFlightMax = generator.number(1...32)
            let invocations = [
                InvocationShape(
                    mapping: 0, rowCount: generator.number(500...2_000), invokedAfter: .zero,
                    pushBatchMax: 500),
                InvocationShape(
                    mapping: mappings - 1, rowCount: small, invokedAfter: .milliseconds(500),
                    pushBatchMax: 10),
            ]
            let bridge = try Self.run(
                seed,
                Self.shape(
                    invocations, callsInFlightMax: callsInFlightMax, mappings: mappings,
                    operationsPerSecondMax: generator.chance(0.3) ? 100 : nil, outage: nil))
            let between = Self.callsBetween(bridge, invocations[1])
            worst = max(worst, between)
            // What was claimed already leaves, a turn of sixteen calls may be before it, and then
            // they take turns.
            #expect(
                between <= 16 + callsInFlightMax + 2 * small,
                "seed \(seed): \(between) calls of the large one before \(small) of the small one")
        }
        print(
            "proof: fairness: seeds \(Self.seeds.count), mappings \(mappings), calls of the large "
                + "invocation before the small one was through at most \(worst)")
    }

    // MARK: - Reading the log

    /// How long the first good call of an invocation took to leave.
    private static func wait(
        _ bridge: SimulatedBridge, for number: Int, from start: Duration
    ) -> Duration {
        let first = bridge.callLog.first { $0.invocation == number && $0.isWell }
        return at(0).advanced(by: start).duration(to: first?.at ?? .init(nanoseconds: .max))
    }

    /// Calls of others from the invoke on to its last call.
    private static func callsBetween(
        _ bridge: SimulatedBridge, _ shape: InvocationShape
    ) -> Int {
        let start = at(0).advanced(by: shape.invokedAfter)
        let last = bridge.callLog.last { $0.invocation == 1 }?.at ?? start
        return bridge.callLog.count { $0.invocation != 1 && $0.at >= start && $0.at < last }
    }

    private static func rounded(_ number: Double, _ parts: Double) -> Double {
        (number * parts).rounded() / parts
    }
}
