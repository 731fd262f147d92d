import Bridge
import Testing

/// Thousands of invocations with peers that fail and processes that die at random. Every run must
/// end with each row settled once, reported once on record, and the completion last.
///
/// A violation names its seed: `SimulatedBridge(seed:policy:)` tells the same story again.
@Suite struct `A simulated bridge` {
    private static let seedsPerPart = 250 as UInt64

    private func run(_ seed: UInt64, _ policy: UnknownPolicy) -> SimulatedBridge {
        var bridge = SimulatedBridge(seed: seed, policy: policy)
        do throws(Violation) {
            try bridge.run()
        } catch {
            Issue.record("seed \(seed), \(policy), step \(bridge.steps): \(error)")
        }
        return bridge
    }

    @Test(arguments: 0..<6 as Range<UInt64>, UnknownPolicy.allCases)
    func `keeps every promise, whatever its peers and its process do`(
        part: UInt64, policy: UnknownPolicy
    ) {
        for seed in part * Self.seedsPerPart..<(part + 1) * Self.seedsPerPart {
            _ = run(seed, policy)
        }
    }

    @Test func `tells the same story for the same seed`() {
        for seed in 0..<20 as Range<UInt64> {
            let first = run(seed, .retry)
            let second = run(seed, .retry)
            #expect(first.steps == second.steps && first.disk.progress == second.disk.progress)
            #expect(first.mpo.sendings == second.mpo.sendings && first.now == second.now)
        }
    }

    @Test func `comes into every corner that matters`() {
        // Without this, a change of the drawing could make the simulation tame and nobody would
        // see.
        var completed = 0
        var held = 0
        var unknown = 0
        var resent = 0
        for seed in 0..<200 as Range<UInt64> {
            for policy in UnknownPolicy.allCases {
                let bridge = run(seed, policy)
                if bridge.disk.progress.state == .completed { completed += 1 }
                held += bridge.machine.rowsHeld
                unknown += bridge.disk.progress.unknown
                resent += max(0, bridge.mpo.sendings - bridge.shape.rowCount)
            }
        }
        #expect(completed > 400 && held > 100 && unknown > 100 && resent > 100)
    }
}
