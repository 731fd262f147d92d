import Bridge
import Simulator
import Store
import Testing

@testable import Service

@Suite struct `The outbox` {
    private let wall = UnixTime(seconds: 7)
    private var outbox = Outbox()
    private let invocations = (1...5).map { OpenInvocation.sample($0, mapping: "mapping") }

    private mutating func add(_ corrections: [Int], to index: Int, in unit: Int) {
        outbox.add(to: invocations[index], in: unit, at: wall) { $0.corrections += corrections }
    }

    /// What is taken: each step's invocation, its corrections, and who was asked to complete it.
    private mutating func take() -> (keys: [Int64], corrections: [[Int]], completed: [Int64]) {
        var completed: [Int64] = []
        let unit = outbox.take { step, invocation in
            #expect(step.key == invocation.key)
            completed.append(invocation.key.number)
        }.unit
        return (unit.steps.map(\.key.number), unit.steps.map(\.corrections), completed)
    }

    @Test mutating func `gathers what happens to an invocation in one step, in order`() {
        for (index, correction) in [(2, 1), (0, 2), (2, 3), (4, 4), (0, 5), (2, 6), (1, 7)] {
            add([correction], to: index, in: 1)
        }
        let taken = take()
        #expect(taken.keys == [3, 1, 5, 2])
        #expect(taken.corrections == [[1, 3, 6], [2, 5], [4], [7]])
        #expect(taken.completed == taken.keys)
        #expect(outbox.isEmpty)
    }

    /// Who stood first in the last unit may stand anywhere in the next, or not in it.
    @Test mutating func `keeps the invocations of one unit apart from those of another`() {
        for unit in 1...20 {
            let indices = invocations.indices.map { ($0 + unit) % 5 }.filter { $0 % 3 != unit % 3 }
            for _ in 0..<2 {
                for index in indices { add([10 * unit + index], to: index, in: unit) }
            }
            let taken = take()
            #expect(taken.keys == indices.map { invocations[$0].key.number })
            #expect(taken.corrections == indices.map { Array(repeating: 10 * unit + $0, count: 2) })
            #expect(taken.completed == taken.keys)
        }
    }

    @Test mutating func `writes for the invocation that is completed as it is taken`() {
        for index in invocations.indices.reversed() { add([], to: index, in: 3) }
        let unit = outbox.take { step, invocation in
            step.reason = "\(invocation.key.number)"
        }.unit
        #expect(unit.steps.map(\.reason) == ["5", "4", "3", "2", "1"])
        #expect(unit.steps.map(\.key.number) == [5, 4, 3, 2, 1])
        #expect(unit.steps.allSatisfy { $0.at == wall })
    }

    /// On random ways: what was in the unit stays before what joins it, and nobody has two steps.
    @Test mutating func `joins the unit before with what came up since`() {
        var generator = SeededGenerator(seed: 20_261_123)
        for number in stride(from: 1, to: 300, by: 3) {
            var expected: [Int64: [Int]] = [:]
            var order: [Int64] = []
            var rowsAreDurable = 0
            var unit: GatheredUnit?
            for turn in 0..<Int.random(in: 1...5, using: &generator) {
                for index in invocations.indices.shuffled(using: &generator).prefix(turn % 4) {
                    let key = invocations[index].key
                    if expected[key.number] == nil { order.append(key.number) }
                    expected[key.number, default: []].append(turn)
                    add([turn], to: index, in: unit == nil ? number : number + 1)
                    outbox.after(.batchIsDurable(key, rowCount: rowsAreDurable))
                    rowsAreDurable += 1
                }
                let complete = { (step: inout InvocationStep, _: OpenInvocation) in
                    step.reason = "\(turn)"
                }
                guard var before = unit else {
                    if !outbox.isEmpty { unit = outbox.take(complete: complete) }
                    continue
                }
                outbox.join(&before, number: number, complete: complete)
                unit = before
                #expect(outbox.isEmpty)
            }
            let steps = unit?.unit.steps ?? []
            #expect(steps.map(\.key.number) == order)
            #expect(steps.map(\.corrections) == order.map { expected[$0] })
            #expect(steps.map(\.reason) == order.map { expected[$0]?.last.map { "\($0)" } })
            #expect((unit?.effects ?? []).map(Self.count) == Array(0..<rowsAreDurable))
            // The unit was committed. What begins now is another, with its own steps.
            for index in [3, 1] { add([-1], to: index, in: number + 1) }
            #expect(take().keys == [4, 2])
        }
    }

    /// Units follow each other at once: what one of them held says nothing of the next.
    @Test mutating func `joins nothing to a step of an earlier unit`() {
        add([1], to: 0, in: 1)
        #expect(take().keys == [1])
        add([2], to: 1, in: 2)
        var unit = outbox.take { _, _ in }
        add([3], to: 0, in: 3)
        add([4], to: 1, in: 3)
        outbox.join(&unit, number: 2) { _, _ in }
        #expect(unit.unit.steps.map(\.key.number) == [2, 1])
        #expect(unit.unit.steps.map(\.corrections) == [[2, 4], [3]])
    }

    @Test mutating func `joins acts behind those that the unit has`() {
        func act(_ number: Int64) -> StoredAct {
            let record = ActRecord(
                number: number, at: wall, operatorName: "anna", verb: .retry, scope: ActScope(),
                rowsPerSecond: nil)
            return StoredAct(
                record: record, resolution: nil, place: nil, last: RowPlace(InvocationKey(1), 0))
        }
        outbox.add(act(1))
        outbox.add(act(2))
        var unit = outbox.take { _, _ in }
        outbox.add(act(3))
        outbox.join(&unit, number: 1) { _, _ in }
        #expect(unit.unit.acts.map(\.record.number) == [1, 2, 3])
        #expect(unit.effects.map(Self.act) == [1, 2, 3])
        #expect(outbox.isEmpty)
    }

    private static func act(_ effect: Effect) -> Int64? {
        if case .acted(let record) = effect { record.number } else { nil }
    }

    private static func count(_ effect: Effect) -> Int? {
        if case .batchIsDurable(_, let count) = effect { count } else { nil }
    }
}
