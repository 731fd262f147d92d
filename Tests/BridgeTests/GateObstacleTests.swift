import Bridge
import Testing

@Suite struct `What keeps a call from leaving` {
    @Test func `is nothing, then the calls in flight`() {
        var gate = TargetGate.sample(calls: 2)
        #expect(gate.obstacle(operations: 1, now: at(0)) == nil)
        _ = gate.fill(at(0))
        #expect(gate.obstacle(operations: 1, now: at(0)) == .concurrency)
    }

    @Test func `is the rate once it is used up`() {
        var gate = TargetGate.sample(calls: 100, rate: 10)
        _ = gate.fill(at(0))
        #expect(gate.obstacle(operations: 1, now: at(0)) == .rate)
        #expect(gate.obstacle(operations: 1, now: at(1)) == nil)
    }

    @Test func `is a pause, then the budget that pays for no further probe`() {
        var gate = TargetGate.sample()
        var moment = 0.0
        var found: [TargetGate.Obstacle] = []
        while found.last != .retryBudget, moment < 1_000 {
            let pass = gate.entered(operations: 1, now: at(moment))
            _ = gate.leftFailed(pass, .unwell, now: at(moment), jitter: 1)
            if let obstacle = gate.obstacle(operations: 1, now: at(moment)),
                obstacle != found.last
            {
                found.append(obstacle)
            }
            moment += 4
        }
        #expect(found == [.pause, .retryBudget])
    }

    @Test func `is what the target asked for, and after its pause the way back`() {
        var gate = TargetGate.sample(calls: 4)
        let pass = gate.entered(operations: 1, now: at(0))
        _ = gate.leftFailed(pass, .asked(toWait: .seconds(30)), now: at(0), jitter: 1)
        #expect(gate.obstacle(operations: 1, now: at(29)) == .retryAfter)
        #expect(gate.obstacle(operations: 1, now: at(31)) == nil)
        let probe = gate.entered(operations: 1, now: at(31))
        gate.left(probe)
        _ = gate.fill(at(32))
        #expect(gate.obstacle(operations: 1, now: at(32)) == .recovery)
    }

    @Test(arguments: [0.0, 1, 5, 40])
    func `is told exactly when the gate is closed`(moment: Double) {
        var gate = TargetGate.sample(calls: 3, rate: 2)
        for step in 0..<200 {
            let now = at(Double(step) * 0.25 + moment)
            #expect((gate.obstacle(operations: 1, now: now) == nil) == gate.isOpen(now))
            guard gate.isOpen(now) else { continue }
            let pass = gate.entered(operations: 1, now: now)
            if step.isMultiple(of: 3) {
                _ = gate.leftFailed(pass, .unwell, now: now, jitter: 0.5)
            } else {
                gate.left(pass)
            }
        }
    }
}
