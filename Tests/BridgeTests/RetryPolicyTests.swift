import Bridge
import Testing

@Suite struct `The delay before a retry` {
    private let policy = RetryPolicy(base: .milliseconds(500), cap: .seconds(60))

    @Test(
        arguments: [
            (1, 0.5), (2, 1), (3, 2), (5, 8), (7, 32), (8, 60), (20, 60), (1_000_000, 60),
            (.max, 60),
        ] as [(Int, Double)])
    func `doubles up to its cap`(failures: Int, seconds: Double) {
        #expect(policy.delay(failures: failures, jitter: 1) == .seconds(seconds))
    }

    @Test func `is the part of the full one that chance says`() {
        #expect(policy.delay(failures: 3, jitter: 0.5) == .seconds(1))
        #expect(policy.delay(failures: 20, jitter: 0.25) == .seconds(15))
    }

    @Test func `is never so short that trying becomes a busy loop`() {
        for failures in 1...40 {
            #expect(policy.delay(failures: failures, jitter: 0) == .milliseconds(50))
        }
    }

    @Test func `stays within its bounds for any chance`() {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<2_000 {
            let delay = policy.delay(
                failures: generator.number(1...100),
                jitter: Double.random(in: 0...1, using: &generator))
            #expect(delay >= .milliseconds(50) && delay <= .seconds(60))
        }
    }

    @Test(arguments: [RetryPolicy.mpo, .product, .store])
    func `does not overflow, however often a call failed`(policy: RetryPolicy) {
        #expect(policy.delay(failures: .max, jitter: 1) == policy.cap)
    }

    @Test func `exists only after a failure`() async {
        await #expect(processExitsWith: .failure) {
            _ = RetryPolicy.mpo.delay(failures: 0, jitter: 0.5)
        }
    }
}
