import Bridge
import Glibc
import TestSupport
import Testing

/// Thousands of small worlds with peers that fail, disks that fill up and processes that die at
/// random. Every run must end with each row settled once, reported once on record, and the
/// completion last.
///
/// A failure prints the command that replays its seed alone, with everything that happened.
@Suite struct `A simulated bridge` {
    /// `MPO_BRIDGE_SEED`: this seed alone, told line by line.
    private static let onlySeed: UInt64? = {
        guard let text = unsafe getenv("MPO_BRIDGE_SEED") else { return nil }
        guard let seed = UInt64(unsafe String(cString: text)) else {
            preconditionFailure("MPO_BRIDGE_SEED is a number")
        }
        return seed
    }()

    private static let seeds = ProofLength.current(quick: 4_000, full: 1_000_000) as UInt64
    private static let traceLinesMax = 60

    @Test func `keeps every promise, whatever its peers, its disk and its process do`() async {
        if let seed = Self.onlySeed {
            for line in SimulationRunner.trace(of: seed) { print(line) }
            let violation = SimulationRunner.run(seed).violation
            #expect(violation == nil, "seed \(seed): \(violation?.description ?? "")")
            return
        }
        let tally = await SimulationRunner.run(0..<Self.seeds)
        print(tally.line)
        if let failure = tally.failure {
            let end = failure.trace.suffix(Self.traceLinesMax).joined(separator: "\n")
            Issue.record(
                """
                seed \(failure.seed): \(failure.description)
                all of it: MPO_BRIDGE_SEED=\(failure.seed) swift test \
                --filter 'A simulated bridge'
                \(end)
                """)
            return
        }
        // Without this, a change of the drawing could make the simulation tame, and nobody would
        // see.
        let missed = tally.missed.map { String(describing: $0) }.sorted()
        #expect(missed.isEmpty, "never reached, or not to be reached: \(missed)")
    }

    @Test func `tells the same story for the same seed, byte for byte`() {
        for seed in 0..<50 as Range<UInt64> {
            let first = SimulationRunner.trace(of: seed)
            #expect(first == SimulationRunner.trace(of: seed) && !first.isEmpty, "seed \(seed)")
        }
    }

    @Test func `comes to the same figures on any number of cores`() async {
        let one = await SimulationRunner.run(0..<100)
        let other = await SimulationRunner.run(0..<100)
        #expect(one.line == other.line && one.landmarks == other.landmarks)
    }
}
