import Bridge
import Testing

@Suite struct `The gate before a target` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000 + seconds))
    }

    private func gate(
        calls: Int = 4, rate: Double? = nil, operationsPerCall: Int = 1
    ) -> TargetGate {
        TargetGate(
            callsInFlightMax: calls, operationsPerSecondMax: rate,
            operationsPerCallMax: operationsPerCall,
            retry: RetryPolicy(base: .milliseconds(500), cap: .seconds(60)))
    }

    @Test func `lets as many calls in as may be in flight`() {
        var gate = gate(calls: 2)
        for _ in 0..<2 {
            let isAdmitted = gate.admits(operations: 1, now: at(0))
            #expect(isAdmitted)
            gate.entered(operations: 1)
        }
        let isAdmitted = gate.admits(operations: 1, now: at(0))
        #expect(!isAdmitted)
        #expect(gate.opensAt(operations: 1, now: at(0)) == nil)
        gate.left()
        #expect(gate.callsInFlight == 1)
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(0))
    }

    @Test func `takes no more than the rate, and no more than a burst after a rest`() {
        var gate = gate(calls: 1_000_000, rate: 100)
        var left = 0
        for millisecond in 0..<2_000 {
            while gate.admits(operations: 1, now: at(Double(millisecond) / 1000)) {
                gate.entered(operations: 1)
                left += 1
            }
        }
        // Two seconds at a hundred, and the tenth of a second that had been saved up.
        #expect((205...211).contains(left))
        var burst = 0
        while gate.admits(operations: 1, now: at(3_600)) {
            gate.entered(operations: 1)
            burst += 1
        }
        #expect(burst == 10)
    }

    @Test(arguments: [1, 3, 10, 1_000])
    func `opens at the moment it names`(operations: Int) throws {
        var gate = gate(calls: 1_000, rate: 7, operationsPerCall: 3)
        var now = at(0)
        for _ in 0..<20 {
            while gate.admits(operations: operations, now: now) {
                gate.entered(operations: operations)
            }
            // Asked later, too: what has been saved up since then counts.
            let asked = now.advanced(by: .milliseconds(1))
            let opens = try #require(gate.opensAt(operations: operations, now: asked))
            #expect(opens >= asked)
            now = opens
            let isAdmitted = gate.admits(operations: operations, now: now)
            #expect(isAdmitted, "at \(now)")
        }
    }

    @Test func `lets a call through that is larger than any allowance, and makes it pay`() {
        // A mapping that an invocation started under may be larger than any of the configuration.
        var gate = gate(calls: 10, rate: 10, operationsPerCall: 5)
        let isAdmitted = gate.admits(operations: 50, now: at(0))
        #expect(isAdmitted)
        gate.entered(operations: 50)
        for second in 1...4 {
            let isAdmitted = gate.admits(operations: 50, now: at(Double(second)))
            #expect(!isAdmitted, "after \(second) s")
        }
        let isAdmittedAgain = gate.admits(operations: 50, now: at(5.01))
        #expect(isAdmittedAgain)
    }

    @Test func `counts the operations of a call that left smaller than announced`() {
        var gate = gate(calls: 10, rate: 10, operationsPerCall: 10)
        let isAdmitted = gate.admits(operations: 10, now: at(0))
        #expect(isAdmitted)
        gate.entered(operations: 4)
        let isSmallAdmitted = gate.admits(operations: 6, now: at(0))
        #expect(isSmallAdmitted)
        let isLargeAdmitted = gate.admits(operations: 7, now: at(0))
        #expect(!isLargeAdmitted)
    }

    @Test func `closes after a failure and then sends one call to find out`() {
        var gate = gate(calls: 4)
        for _ in 0..<2 { gate.entered(operations: 1) }
        let delay = gate.leftFailed(now: at(0), retryAfter: nil, jitter: 1)
        #expect(delay == .milliseconds(500))
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(0.5))
        let isAdmittedEarly = gate.admits(operations: 1, now: at(0.4))
        #expect(!isAdmittedEarly)
        // The other call of that moment is the one that finds out.
        let isAdmittedBeside = gate.admits(operations: 1, now: at(0.5))
        #expect(!isAdmittedBeside)
        gate.leftUnsent()
        let isAdmittedAlone = gate.admits(operations: 1, now: at(0.5))
        #expect(isAdmittedAlone)
        gate.entered(operations: 1)
        let isAdmittedSecond = gate.admits(operations: 1, now: at(0.5))
        #expect(!isAdmittedSecond)
        gate.left()
        for _ in 0..<4 {
            let isAdmitted = gate.admits(operations: 1, now: at(0.5))
            #expect(isAdmitted)
            gate.entered(operations: 1)
        }
    }

    @Test func `counts calls that fail together as one failure`() {
        var gate = gate(calls: 4)
        for _ in 0..<4 { gate.entered(operations: 1) }
        for _ in 0..<4 {
            #expect(gate.leftFailed(now: at(0), retryAfter: nil, jitter: 1) == .milliseconds(500))
        }
        gate.entered(operations: 1)
        #expect(gate.leftFailed(now: at(0.5), retryAfter: nil, jitter: 1) == .seconds(1))
        gate.entered(operations: 1)
        #expect(gate.leftFailed(now: at(1.5), retryAfter: nil, jitter: 1) == .seconds(2))
    }

    @Test func `waits as long as the target asked for, if that is longer`() {
        var gate = gate()
        gate.entered(operations: 1)
        #expect(gate.leftFailed(now: at(0), retryAfter: .seconds(30), jitter: 1) == .seconds(30))
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(30))
        gate.entered(operations: 1)
        let short = gate.leftFailed(now: at(30), retryAfter: .milliseconds(1), jitter: 1)
        #expect(short == .seconds(1))
    }

    @Test func `does as the target asked though an older call ends well`() {
        var gate = gate()
        for _ in 0..<2 { gate.entered(operations: 1) }
        _ = gate.leftFailed(now: at(0), retryAfter: .seconds(30), jitter: 1)
        gate.left()
        let isAdmitted = gate.admits(operations: 1, now: at(29))
        #expect(!isAdmitted)
        #expect(gate.opensAt(operations: 1, now: at(1)) == at(30))
        let isAdmittedAfter = gate.admits(operations: 1, now: at(30))
        #expect(isAdmittedAfter)
    }

    @Test func `ends a pause of its own when a call ends well`() {
        var gate = gate()
        for _ in 0..<2 { gate.entered(operations: 1) }
        _ = gate.leftFailed(now: at(0), retryAfter: nil, jitter: 1)
        gate.left()
        let isAdmitted = gate.admits(operations: 1, now: at(0))
        #expect(isAdmitted)
    }

    @Test func `knows that a call leaves once`() async {
        await #expect(processExitsWith: .failure) {
            var gate = TargetGate(
                callsInFlightMax: 1, operationsPerSecondMax: nil, operationsPerCallMax: 1,
                retry: .mpo)
            gate.left()
        }
    }
}
