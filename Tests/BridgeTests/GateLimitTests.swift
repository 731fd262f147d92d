import Bridge
import Testing

@Suite struct `A gate whose limits change` {
    @Test func `lets more calls in at once, and fewer only as they end`() {
        var gate = TargetGate.sample(calls: 2)
        let passes = gate.fill(at(0))
        gate.adoptLimits(of: .sample(calls: 3))
        #expect(gate.fill(at(0)).count == 1)
        gate.adoptLimits(of: .sample(calls: 1))
        #expect(gate.placesFree == 0 && !gate.isOpen(at(0)))
        gate.left(passes[0])
        gate.left(passes[1])
        #expect(gate.callsInFlight == 1 && !gate.isOpen(at(0)))
        #expect(gate.opensAt(operations: 1, now: at(0)) == nil)
    }

    @Test func `keeps what failures have taught`() {
        var gate = TargetGate.sample(calls: 8)
        let pass = gate.entered(operations: 1, now: at(0))
        _ = gate.leftFailed(pass, .unwell, now: at(0), jitter: 1)
        gate.adoptLimits(of: .sample(calls: 16))
        #expect(gate.state == .open)
        let opens = gate.opensAt(operations: 1, now: at(0))
        #expect(opens.map { $0 > at(0) } == true)
        let probe = gate.entered(operations: 1, now: at(60))
        gate.left(probe)
        #expect(gate.state == .halfOpen)
        #expect(gate.fill(at(60)).count == 2)
    }

    @Test func `gives no second burst away`() {
        var gate = TargetGate.sample(calls: 1_000, rate: 100)
        #expect(gate.fill(at(0)).count == 10)
        gate.adoptLimits(of: .sample(calls: 1_000, rate: 100))
        #expect(gate.fill(at(0)).isEmpty)
        gate.adoptLimits(of: .sample(calls: 1_000))
        #expect(!gate.fill(at(0)).isEmpty)
    }
}
