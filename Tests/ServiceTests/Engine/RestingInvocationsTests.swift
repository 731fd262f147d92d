import Bridge
import Testing

@testable import Service

@Suite struct `Invocations that rest` {
    private func at(_ seconds: Double) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(1_000 + seconds))
    }

    private func lane() -> Lane {
        Lane(
            .host, "a",
            gate: TargetGate(
                callsInFlightMax: 4, operationsPerSecondMax: nil, operationsPerCallMax: 1,
                retry: .host))
    }

    /// Holds them, so that a test may take one inside of an expectation.
    private final class Bed {
        var all: RestingInvocations

        init(countMax: Int = RestingInvocations.countMax) {
            all = RestingInvocations(countMax: countMax)
        }

        func take(_ now: MonotonicTime, wanted: Int = 0) -> Int64? {
            all.takeNext(now) { _ in wanted }?.key.number
        }

        func put(_ number: Int64, _ lane: Lane? = nil, wakeAt: MonotonicTime? = nil) {
            all.insert(InvocationKey(number), lane: lane, wakeAt: wakeAt, .sample())
        }
    }

    @Test func `come back when their time has come`() {
        let resting = Bed()
        resting.put(1, wakeAt: at(5))
        resting.put(2, wakeAt: at(3))
        resting.put(3)
        #expect(resting.all.wakesAt { _ in nil } == at(3))
        #expect(!resting.all.isDue(at(2.9)) { _ in 0 })
        #expect(resting.take(at(2.9)) == nil)
        #expect(resting.take(at(6)) == 2)
        #expect(resting.take(at(6)) == 1)
        #expect(resting.take(at(999)) == nil)
        #expect(resting.all.contains(InvocationKey(3)) && resting.all.count == 1)
    }

    @Test func `come back in order when their lane can make use of them`() {
        let resting = Bed()
        let lane = lane()
        for number in 1...3 {
            resting.put(Int64(number), lane)
        }
        #expect(resting.take(at(0)) == nil)
        #expect(resting.all.isDue(at(0)) { _ in 1 })
        #expect(resting.take(at(0), wanted: 1) == 1)
        #expect(resting.take(at(0), wanted: 1) == 2)
        #expect(resting.all.wakesAt { _ in at(7) } == at(7))
        #expect(resting.take(at(0), wanted: 1) == 3)
        #expect(!resting.all.isDue(at(0)) { _ in 1 })
        #expect(resting.all.wakesAt { _ in at(7) } == nil)
    }

    @Test func `come back once, whichever comes first`() {
        let resting = Bed()
        let lane = lane()
        resting.put(1, lane, wakeAt: at(5))
        #expect(resting.take(at(0), wanted: 1) == 1)
        #expect(resting.take(at(6), wanted: 1) == nil)
        // It rests anew, for longer: the old timer does not call it.
        resting.put(1, lane, wakeAt: at(50))
        #expect(resting.take(at(6)) == nil)
        #expect(resting.take(at(50)) == 1)
        #expect(resting.take(at(60), wanted: 1) == nil)
    }

    @Test func `are left to the store when too many are remembered, and come back all the same`() {
        let resting = Bed(countMax: 2)
        let lane = lane()
        for number in [2, 1, 9, 4, 8, 6] { resting.put(Int64(number), lane) }
        #expect(!resting.all.isFull && !resting.all.remembersMore)
        #expect(resting.all.count == 6 && lane.left.count == 4)
        #expect(Array(resting.all.sinces).count == 6)
        #expect(resting.all.contains(InvocationKey(8)) && !resting.all.contains(InvocationKey(7)))
        // An act wants it.
        #expect(resting.all.remove(InvocationKey(8)) != nil)
        #expect(!resting.all.contains(InvocationKey(8)))
        #expect(resting.all.remove(InvocationKey(8)) == nil)
        for number in [2, 1, 4, 6, 9] {
            #expect(resting.all.isDue(at(0)) { _ in 1 })
            #expect(resting.take(at(0), wanted: 1) == Int64(number))
        }
        #expect(!resting.all.isDue(at(0)) { _ in 1 })
        #expect(resting.take(at(0), wanted: 1) == nil && resting.all.count == 0)
    }

    @Test func `are remembered beyond that when time brings them back, or nothing does`() {
        let resting = Bed(countMax: 1)
        let lane = lane()
        resting.put(1, lane)
        resting.put(2, lane, wakeAt: at(5))
        resting.put(3)
        #expect(lane.left.isEmpty && resting.all.count == 3)
        #expect(resting.take(at(5)) == 2)
    }

    @Test func `leave nothing behind however often they come and go`() {
        let resting = Bed()
        let lane = lane()
        for round in 0..<20_000 {
            resting.all.insert(
                InvocationKey(Int64(round % 7 + 1)), lane: lane, wakeAt: at(1_000_000), .sample())
            _ = resting.all.remove(InvocationKey(Int64(round % 7 + 1)))
        }
        #expect(resting.all.count == 0)
        #expect(lane.resting.count <= 1_100)
    }

    @Test func `keep what the store does not know`() throws {
        let resting = Bed()
        let invocation = OpenInvocation.sample(1, mapping: "a")
        #expect(RestingInvocations.Memory(invocation) == nil)
        invocation.refusedTokens = [.push]
        invocation.since = at(-60)
        resting.all.insert(InvocationKey(1), lane: nil, wakeAt: at(0), .init(invocation))
        #expect(Array(resting.all.sinces) == [at(-60)])
        let next = resting.all.takeNext(at(0)) { _ in 0 }
        #expect(next?.kept.memory?.refusedTokens == [.push])
        #expect(next?.kept.since == at(-60))
        #expect(Array(resting.all.sinces).isEmpty)
    }

    @Test func `say how many of their rows wait to be sent again`() {
        var resting = RestingInvocations()
        let invocation = OpenInvocation.sample(1, mapping: "a")
        _ = invocation.machine.claim(max: 1, now: at(0), only: .calls)
        invocation.machine.postpone(0, attempt: 2, until: at(60))
        resting.insert(InvocationKey(1), lane: nil, wakeAt: at(60), .init(invocation))
        #expect(resting.rowsWaiting(of: InvocationKey(1)) == 1)
        #expect(resting.rowsWaiting(of: InvocationKey(2)) == 0)
        #expect(resting.remove(InvocationKey(1))?.rowsWaiting == 1)
        #expect(resting.rowsWaiting(of: InvocationKey(1)) == 0)
    }
}

extension RestingInvocations.Kept {
    /// Of an invocation of which nothing is to be remembered.
    fileprivate static func sample() -> Self { Self(.sample(1, mapping: "a")) }
}
