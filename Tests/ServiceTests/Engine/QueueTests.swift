import Bridge
import Testing

// The engine's parts are its own; nothing outside of the module uses them.
@testable import Service

@Suite struct `A queue` {
    @Test func `gives out what came first, however it is filled and emptied`() {
        var queue = FIFO<Int>()
        var model: [Int] = []
        var generator = SystemRandomNumberGenerator()
        for number in 0..<20_000 {
            // In waves, so that it grows long and runs empty.
            if Int.random(in: 0..<10, using: &generator) < (number / 500 % 2 == 0 ? 7 : 3) {
                queue.append(number)
                model.append(number)
            } else {
                let first = queue.first
                let popped = queue.popFirst()
                let expected = model.isEmpty ? nil : model.removeFirst()
                guard first == expected, popped == expected, queue.isEmpty == model.isEmpty else {
                    Issue.record(
                        "\(String(describing: popped)) instead of \(String(describing: expected))")
                    return
                }
            }
        }
        while let popped = queue.popFirst() { #expect(popped == model.removeFirst()) }
        #expect(model.isEmpty && queue.isEmpty && queue.first == nil)
    }

    @Test func `does not keep what it gave out`() {
        final class Token {}
        var queue = FIFO<Token>()
        for _ in 0..<1_000 { queue.append(Token()) }
        weak var last: Token?
        while let token = queue.popFirst() { last = token }
        queue.append(Token())
        #expect(last == nil)
    }
}

extension TimerQueue {
    /// One of few, of which each is waited for.
    fileprivate mutating func insert(_ key: InvocationKey, at moment: MonotonicTime) {
        insert(key, at: moment, wantedMax: 2_000) { _, _ in true }
    }
}

@Suite struct `The timers` {
    private func at(_ second: Int) -> MonotonicTime {
        MonotonicTime(nanoseconds: 0).advanced(by: .seconds(second))
    }

    @Test func `come due in order of time`() {
        var timers = TimerQueue()
        var model: [(at: Int, key: Int64)] = []
        var generator = SystemRandomNumberGenerator()
        for number in 1...2_000 {
            let second = Int.random(in: 0..<1_000, using: &generator)
            timers.insert(InvocationKey(Int64(number)), at: at(second))
            model.append((second, Int64(number)))
            guard number.isMultiple(of: 3) else { continue }
            let now = Int.random(in: 0..<300, using: &generator)
            let earliest = model.min { $0.at < $1.at }
            #expect(timers.next == earliest.map { at($0.at) })
            let key = timers.popDue(at(now))
            // Of several at one moment any may be the first.
            let due = model.filter { $0.at == earliest?.at && $0.at <= now }
            #expect(key.map { key in due.contains { $0.key == key.number } } ?? due.isEmpty)
            model.removeAll { $0.key == key?.number }
        }
        var last = at(0)
        while let next = timers.next {
            #expect(next >= last)
            last = next
            #expect(timers.popDue(next) != nil)
        }
        #expect(timers.popDue(at(9_999)) == nil)
    }

    @Test func `wake nobody before the time has come`() {
        var timers = TimerQueue()
        #expect(timers.next == nil)
        #expect(timers.popDue(at(5)) == nil)
        timers.insert(InvocationKey(1), at: at(5))
        #expect(timers.popDue(at(4)) == nil)
        #expect(timers.popDue(at(5)) == InvocationKey(1))
        #expect(timers.next == nil)
    }

    @Test func `may hold an invocation more than once`() {
        var timers = TimerQueue()
        for second in [3, 1, 2] { timers.insert(InvocationKey(7), at: at(second)) }
        for _ in 0..<3 { #expect(timers.popDue(at(3)) == InvocationKey(7)) }
        #expect(timers.popDue(at(3)) == nil)
    }

    @Test func `are forgotten when nobody waits for them, however many there were`() {
        var timers = TimerQueue()
        // One invocation after the other comes, is to be looked at tomorrow, and goes.
        for number in 1...20_000 {
            let key = InvocationKey(Int64(number))
            timers.insert(key, at: at(86_400 + number), wantedMax: 1) { wanted, moment in
                wanted == key && moment == at(86_400 + number)
            }
            #expect(timers.count <= TimerQueue.staleMax + 2)
        }
        // Whoever is waited for is found all the same.
        var found: [InvocationKey] = []
        while let key = timers.popDue(at(200_000)) { found.append(key) }
        #expect(found.last == InvocationKey(20_000))
    }
}
