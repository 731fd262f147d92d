import Bridge
import Testing

extension TargetGate {
    /// A gate of the usual policy.
    static func sample(
        calls: Int = 4, rate: Double? = nil, operationsPerCall: Int = 1
    ) -> TargetGate {
        TargetGate(
            callsInFlightMax: calls, operationsPerSecondMax: rate,
            operationsPerCallMax: operationsPerCall,
            retry: RetryPolicy(base: .milliseconds(500), cap: .seconds(60)))
    }

    /// Whether one operation may leave; the gate is asked, not entered.
    func isOpen(_ now: MonotonicTime) -> Bool {
        var copy = self
        return copy.admits(operations: 1, now: now)
    }

    /// Lets as many calls of one operation in as it admits.
    mutating func fill(_ now: MonotonicTime) -> [Pass] {
        var passes: [Pass] = []
        while admits(operations: 1, now: now) { passes.append(entered(operations: 1, now: now)) }
        return passes
    }
}

@Suite struct `The gate before a target` {
    @Test func `lets as many calls in as may be in flight`() {
        var gate = TargetGate.sample(calls: 2)
        let passes = gate.fill(at(0))
        #expect(passes.count == 2)
        #expect(gate.opensAt(operations: 1, now: at(0)) == nil)
        gate.left(passes[0])
        #expect(gate.callsInFlight == 1)
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(0))
    }

    @Test func `takes no more than the rate, and no more than a burst after a rest`() {
        var gate = TargetGate.sample(calls: 1_000_000, rate: 100)
        var left = 0
        for millisecond in 0..<2_000 { left += gate.fill(at(Double(millisecond) / 1000)).count }
        // Two seconds at a hundred, and the tenth of a second that had been saved up.
        #expect((205...211).contains(left))
        let burst = gate.fill(at(3_600))
        #expect(burst.count == 10)
    }

    @Test(arguments: [1, 3, 10, 1_000])
    func `opens at the moment it names`(operations: Int) throws {
        var gate = TargetGate.sample(calls: 1_000, rate: 7, operationsPerCall: 3)
        var now = at(0)
        for _ in 0..<20 {
            while gate.admits(operations: operations, now: now) {
                _ = gate.entered(operations: operations, now: now)
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
        var gate = TargetGate.sample(calls: 10, rate: 10, operationsPerCall: 5)
        let isAdmitted = gate.admits(operations: 50, now: at(0))
        #expect(isAdmitted)
        _ = gate.entered(operations: 50, now: at(0))
        for second in 1...4 {
            let isAdmitted = gate.admits(operations: 50, now: at(Double(second)))
            #expect(!isAdmitted, "after \(second) s")
        }
        let isAdmittedAgain = gate.admits(operations: 50, now: at(5.01))
        #expect(isAdmittedAgain)
    }

    @Test func `counts the operations of a call that left smaller than announced`() {
        var gate = TargetGate.sample(calls: 10, rate: 10, operationsPerCall: 10)
        let isAdmitted = gate.admits(operations: 10, now: at(0))
        #expect(isAdmitted)
        _ = gate.entered(operations: 4, now: at(0))
        let isSmallAdmitted = gate.admits(operations: 6, now: at(0))
        #expect(isSmallAdmitted)
        let isLargeAdmitted = gate.admits(operations: 7, now: at(0))
        #expect(!isLargeAdmitted)
    }

    @Test func `gives guests a place and a part of the rate, and no view of the breaker`() {
        var gate = TargetGate.sample(calls: 2, rate: 10, operationsPerCall: 2)
        let passes = gate.fill(at(0))
        _ = gate.leftFailed(passes[0], .unwell, now: at(0), jitter: 1)
        gate.leftUnsent(passes[1], now: at(0))
        #expect(!gate.isOpen(at(0.1)))
        for _ in 0..<2 {
            let isAdmitted = gate.admitsGuest(operations: 1, now: at(0.25))
            #expect(isAdmitted)
            gate.guestEntered(operations: 1)
        }
        let isAdmitted = gate.admitsGuest(operations: 1, now: at(0.5))
        #expect(!isAdmitted)
        var late = gate
        late.guestLeft()
        let isRateKept = late.admitsGuest(operations: 1, now: at(0.25))
        #expect(!isRateKept)
        #expect(gate.opensToGuestAt(operations: 1, now: at(0.5)) == nil)
        // Nor has a probe a place.
        #expect(!gate.isOpen(at(0.6)))
        #expect(gate.opensAt(operations: 1, now: at(0.6)) == nil)
        gate.guestLeft()
        #expect(gate.isOpen(at(0.6)))
    }

    @Test func `knows that a call leaves once`() async {
        await #expect(processExitsWith: .failure) {
            var gate = TargetGate(
                callsInFlightMax: 1, operationsPerSecondMax: nil, operationsPerCallMax: 1,
                retry: .mpo)
            let pass = gate.entered(operations: 1, now: MonotonicTime(nanoseconds: 0))
            gate.left(pass)
            gate.left(pass)
        }
    }
}

@Suite struct `The breaker of a gate` {
    /// A gate with a well-filled budget that was just paused by its first failure.
    private func paused(
        calls: Int = 4, rows: Int = 1_000, _ setback: TargetGate.Setback = .unwell
    ) -> TargetGate {
        var gate = TargetGate.sample(calls: calls)
        gate.freshWork(rows: rows, now: at(0))
        let pass = gate.entered(operations: 1, now: at(0))
        _ = gate.leftFailed(pass, setback, now: at(0), jitter: 1)
        return gate
    }

    @Test func `opens with a failure, and one call finds out`() {
        var gate = TargetGate.sample()
        #expect(gate.state == .closed)
        let passes = gate.fill(at(0))
        let delay = gate.leftFailed(passes[0], .unwell, now: at(0), jitter: 1)
        #expect(gate.state == .open)
        #expect(delay == .milliseconds(500))
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(0.5))
        #expect(!gate.isOpen(at(0.4)))
        // The other calls of that moment may still hang: they are in nobody's way.
        #expect(gate.callsInFlight == 3)
        let probes = gate.fill(at(0.5))
        #expect(probes.map(\.isProbe) == [true])
    }

    @Test func `counts calls that fail together as one failure`() {
        var gate = TargetGate.sample()
        for pass in gate.fill(at(0)) {
            let delay = gate.leftFailed(pass, .unwell, now: at(0), jitter: 1)
            #expect(delay == .milliseconds(500))
        }
        #expect(gate.failures == 1)
        // Whenever they do: one that hung for a minute tells nothing new.
        var late = TargetGate.sample()
        let passes = late.fill(at(0))
        _ = late.leftFailed(passes[0], .unwell, now: at(0), jitter: 1)
        _ = late.leftFailed(passes[1], .unwell, now: at(60), jitter: 1)
        #expect(late.failures == 1)
    }

    @Test func `waits longer after each failed probe, up to four seconds while it has tokens`() {
        var gate = paused()
        var began = at(0.5)
        for (failures, wait) in [(2, 1.0), (3, 2), (4, 4), (5, 4), (20, 4)] {
            while gate.failures < failures {
                let pass = gate.entered(operations: 1, now: began)
                let delay = gate.leftFailed(pass, .unwell, now: began, jitter: 1)
                began = began.advanced(by: delay)
                if gate.failures == failures { #expect(delay == .seconds(wait)) }
            }
        }
        #expect(gate.budget.hasToken)
    }

    @Test func `waits up to a minute without tokens, and half of that at least`() {
        for (jitter, wait) in [(0.0, 30.0), (1, 60)] {
            var gate = paused(rows: 1)
            var now = at(100)
            var delay = Duration.zero
            for _ in 0..<30 {
                let pass = gate.entered(operations: 1, now: now)
                delay = gate.leftFailed(pass, .unwell, now: now, jitter: jitter)
                now = now.advanced(by: delay)
            }
            #expect(!gate.budget.hasToken)
            #expect(delay == .seconds(wait))
        }
    }

    @Test func `is not blocked by a probe that hangs: another leaves after four seconds`() {
        var gate = paused(calls: 4)
        var probes: [TargetGate.Pass] = []
        for second in stride(from: 0.5, through: 12.5, by: 4) {
            #expect(!gate.isOpen(at(second - 0.01)))
            probes += gate.fill(at(second))
            #expect(!gate.isOpen(at(second + 3.99)))
        }
        #expect(probes.count == 4)
        // All places hang now.
        #expect(!gate.isOpen(at(100)))
        gate.left(probes[3])
        #expect(gate.state == .halfOpen)
        // Those that hang count no longer as calls of the new beginning.
        let next = gate.fill(at(100))
        #expect(next.count == 1)
    }

    @Test func `mends with the first call that ends well, and doubles with each further one`() {
        var gate = paused(calls: 32)
        var passes = gate.fill(at(1))
        var expected = 1
        while expected < 32 {
            #expect(passes.count == expected)
            #expect(gate.state != .closed)
            var next: [TargetGate.Pass] = []
            expected = min(32, expected * 2)
            // One success, and the other calls stay.
            gate.left(passes.removeFirst())
            next = gate.fill(at(1))
            passes += next
        }
        #expect(passes.count == 32)
        #expect(gate.state == .closed)
    }

    @Test func `falls back to one call when a call fails while it mends`() {
        var gate = paused(calls: 32)
        gate.left(gate.fill(at(1))[0])
        let passes = gate.fill(at(1))
        #expect(passes.count == 2)
        _ = gate.leftFailed(passes[0], .unwell, now: at(1), jitter: 1)
        #expect(gate.state == .open)
        // The other call that was under way may end well all the same.
        gate.left(passes[1])
        #expect(gate.state == .halfOpen)
    }

    @Test func `ends a pause of its own with any call, one that was asked for only with a probe`() {
        var own = TargetGate.sample()
        var passes = own.fill(at(0))
        _ = own.leftFailed(passes[0], .unwell, now: at(0), jitter: 1)
        own.left(passes[1])
        #expect(own.state == .halfOpen)

        var asked = TargetGate.sample()
        passes = asked.fill(at(0))
        _ = asked.leftFailed(passes[0], .asked(toWait: nil), now: at(0), jitter: 1)
        asked.left(passes[1])
        #expect(asked.state == .open)
        asked.left(asked.fill(at(0.5))[0])
        #expect(asked.state == .halfOpen)
    }

    @Test func `is asked soon when fresh work comes`() {
        var gate = paused(rows: 1)
        var now = at(10)
        for _ in 0..<30 {
            let pass = gate.entered(operations: 1, now: now)
            now = now.advanced(by: gate.leftFailed(pass, .unwell, now: now, jitter: 1))
        }
        let last = now
        let pass = gate.entered(operations: 1, now: last)
        _ = gate.leftFailed(pass, .unwell, now: last, jitter: 1)
        #expect(gate.opensAt(operations: 1, now: last) == last.advanced(by: .seconds(60)))
        gate.freshWork(rows: 1, now: last.advanced(by: .seconds(1)))
        #expect(gate.opensAt(operations: 1, now: last) == last.advanced(by: .seconds(4)))
        let later = last.advanced(by: .seconds(30))
        gate.freshWork(rows: 1, now: later)
        #expect(gate.isOpen(later))
    }

    @Test func `does as the target asked, whatever comes`() {
        var gate = paused(.asked(toWait: .seconds(30)))
        #expect(gate.opensAt(operations: 1, now: at(0)) == at(30))
        gate.freshWork(rows: 1_000, now: at(20))
        #expect(!gate.isOpen(at(29)))
        let probes = gate.fill(at(30))
        #expect(probes.map(\.isProbe) == [true])
        // A short wish does not shorten the pause.
        var short = TargetGate.sample()
        let pass = short.entered(operations: 1, now: at(0))
        let delay = short.leftFailed(
            pass, .asked(toWait: .milliseconds(1)), now: at(0), jitter: 1)
        #expect(delay == .milliseconds(500))
    }

    @Test func `keeps what was asked for though an older call ends well`() {
        var gate = TargetGate.sample()
        let passes = gate.fill(at(0))
        _ = gate.leftFailed(passes[0], .asked(toWait: .seconds(30)), now: at(0), jitter: 1)
        gate.left(passes[1])
        #expect(!gate.isOpen(at(29)))
        #expect(gate.isOpen(at(30)))
    }

    @Test func `is asked to wait for an hour at most`() {
        var gate = TargetGate.sample()
        let pass = gate.entered(operations: 1, now: at(0))
        let delay = gate.leftFailed(
            pass, .asked(toWait: .seconds(1_000_000)), now: at(0), jitter: 1)
        #expect(delay == TargetGate.retryAfterMax)
    }

    @Test func `learns nothing from a probe that found nothing out`() {
        var gate = paused()
        let tokens = gate.budget.balance
        let probe = gate.fill(at(1))[0]
        #expect(!gate.isOpen(at(1)))
        gate.leftUnsent(probe, now: at(1))
        #expect(gate.budget.balance == tokens)
        #expect(gate.isOpen(at(1)))
    }
}
