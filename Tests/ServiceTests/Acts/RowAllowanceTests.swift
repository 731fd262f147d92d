import Bridge
import Testing

@testable import Service

@Suite struct `The rate of an act` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000 + seconds))
    }

    @Test func `lets one row go at once and the next when its time has come`() {
        var allowance = RowAllowance(perSecond: 2, now: at(0))
        #expect(allowance.rows(at(0)) == 1)
        allowance.spend(1)
        #expect(allowance.rows(at(0.4)) == 0)
        let opens = allowance.opensAt(at(0.4))
        #expect(opens >= at(0.5) && opens < at(0.501))
        #expect(allowance.rows(opens) == 1)
    }

    @Test func `takes many rows in steps that are worth a commit`() {
        var allowance = RowAllowance(perSecond: 1_000, now: at(0))
        #expect(allowance.rows(at(0)) == 100)
        allowance.spend(100)
        #expect(allowance.rows(at(0.05)) == 0)
        #expect(allowance.rows(at(0.1)) == 100)
    }

    @Test func `does not make up for the time in which the act had to wait`() {
        var allowance = RowAllowance(perSecond: 10, now: at(0))
        allowance.spend(1)
        #expect(allowance.rows(at(3_600)) == 2)
    }

    @Test func `is none when none was asked for`() {
        var allowance = RowAllowance(perSecond: nil, now: at(0))
        allowance.spend(1_000_000)
        #expect(allowance.rows(at(0)) == .max && allowance.opensAt(at(0)) == at(0))
    }

    @Test func `can be as slow as can be asked for`() {
        var allowance = RowAllowance(perSecond: ActRequest.rates.lowerBound, now: at(0))
        allowance.spend(1)
        #expect(allowance.opensAt(at(0)) >= at(999) && allowance.rows(at(999)) == 0)
        #expect(allowance.rows(at(1_001)) == 1)
    }
}
