import Bridge
import Testing

@testable import Service

@Suite struct `Invocations that wait` {
    private func accepted(_ number: Int64, bytes: Int = 1_000) -> AcceptedInvocation {
        let open = OpenInvocation.sample(number, mapping: "m")
        return AcceptedInvocation(
            key: open.key, id: open.id, invocation: open.invocation, mapping: open.mapping,
            progress: open.machine.progress, acceptedAt: open.acceptedAt, page: nil,
            byteCount: bytes)
    }

    @Test func `are kept until they are taken, each for itself`() {
        var waiting = WaitingInvocations()
        let first = accepted(1)
        let second = accepted(2)
        waiting.insert(first)
        waiting.insert(second)
        let taken = [2, 2, 3, 1].map { waiting.remove(InvocationKey($0))?.id }
        #expect(taken == [second.id, nil, nil, first.id])
        #expect(waiting.count == 0)
    }

    @Test func `are a bounded number`() {
        var waiting = WaitingInvocations()
        let countMax = WaitingInvocations.countMax
        for number in 1...countMax + 5 { waiting.insert(accepted(Int64(number), bytes: 1)) }
        #expect(waiting.count == countMax)
        let last = InvocationKey(Int64(countMax + 1))
        let beyond = waiting.remove(last)
        #expect(beyond == nil)
        let first = waiting.remove(InvocationKey(1))
        #expect(first != nil)
        waiting.insert(accepted(last.number))
        let lastAgain = waiting.remove(last)
        #expect(lastAgain != nil)
    }

    @Test func `are bounded in their bytes`() {
        var waiting = WaitingInvocations()
        let half = WaitingInvocations.bytesMax / 2
        waiting.insert(accepted(1, bytes: half))
        waiting.insert(accepted(2, bytes: half))
        waiting.insert(accepted(3, bytes: 1))
        #expect(waiting.count == 2)
        let first = waiting.remove(InvocationKey(1))
        #expect(first != nil)
        waiting.insert(accepted(4, bytes: half + 1))
        waiting.insert(accepted(5, bytes: half))
        let found = [2, 3, 4, 5].map { waiting.remove(InvocationKey($0)) != nil }
        #expect(found == [true, false, false, true])
    }
}
