import Bridge
import Dispatch
import SQLite
import Store
import Synchronization
import Testing

extension Result {
    fileprivate var isSuccess: Bool { if case .success = self { true } else { false } }
}

/// Units that wait together. A stranger's lock holds the writer back until they all wait.
@Suite struct `A group` {
    /// Holds the store's write lock while `body` runs.
    private static func whileLocked(
        _ workplace: Workplace, _ body: () throws -> Void
    ) throws {
        let stranger = try workplace.stranger()
        try stranger.execute("BEGIN IMMEDIATE")
        try body()
        try stranger.execute("ROLLBACK")
    }

    /// What each of several units came to.
    private final class Outcomes: Sendable {
        private let outcomes = Mutex<[Int: Result<Void, StoreError>]>([:])
        private let (ended, end) = AsyncStream<Void>.makeStream()

        func note(_ number: Int, _ result: Result<Void, StoreError>) {
            outcomes.withLock { $0[number] = result }
            end.yield()
        }

        func all(_ count: Int) async -> [Int: Result<Void, StoreError>] {
            for await _ in ended where outcomes.withLock({ $0.count == count }) { break }
            return outcomes.withLock { $0 }
        }
    }

    @Test func `shares a commit`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        let before = store.commits
        let outcomes = Outcomes()
        try Self.whileLocked(workplace) { () throws in
            for row in 0..<100 {
                let step = InvocationStep(key: key, at: .sample, calls: [.sample(row, 1)])
                store.write(StoreUnit(steps: [step])) { outcomes.note(row, $0) }
            }
            #expect(try store.reader().callRanges(of: key, from: 0).isEmpty)
        }
        for (_, result) in await outcomes.all(100) { try result.get() }
        #expect(try store.reader().callRanges(of: key, from: 0).count == 100)
        // One for the first, which the lock held back alone, and one for the others; two more when
        // the thread was slow to wake.
        #expect(store.commits - before <= 3)
    }

    @Test func `loses only the unit that contradicts the store`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        let outcomes = Outcomes()
        try Self.whileLocked(workplace) {
            for unit in 0..<20 {
                // Each third unit repeats the call of the one before, and brings another along.
                let row = unit % 3 == 2 ? unit - 1 : unit
                let step = InvocationStep(
                    key: key, at: .sample, calls: [.sample(1_000 + unit, 1), .sample(row, 1)])
                store.write(StoreUnit(steps: [step])) { outcomes.note(unit, $0) }
            }
        }
        for (unit, result) in await outcomes.all(20) {
            switch result {
            case .success: #expect(unit % 3 != 2)
            case .failure(.conflict(let message)):
                #expect(unit % 3 == 2)
                #expect(message.contains("call.key"))
            case .failure(let error): Issue.record("\(error)")
            }
        }
        // All of a unit, or nothing.
        let rows = (0..<20).filter { $0 % 3 != 2 }
        let ranges = try store.reader().callRanges(of: key, from: 0)
        #expect(ranges.map(\.lowerBound) == rows + rows.map { $0 + 1_000 })
    }

    @Test func `gives back the unit that came last, unless the writer has it`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.unitsWaitingMax = 2
        let store = try workplace.store(options)
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        #expect(store.takeBack() == nil)
        let outcomes = Outcomes()
        func write(_ rows: [Int], as number: Int) {
            let step = InvocationStep(
                key: key, at: .sample, calls: rows.map { .sample($0, 1) })
            store.write(StoreUnit(steps: [step])) { outcomes.note(number, $0) }
        }
        let isHeld = DispatchSemaphore(value: 0)
        await withCheckedContinuation { waiter in
            store.beat {
                waiter.resume()
                isHeld.wait()
            }
        }
        write([0], as: 0)
        store.accept(.sample()) { outcomes.note(100, $0.map { _ in }) }
        write([1], as: 1)
        store.accept(.sample()) { outcomes.note(101, $0.map { _ in }) }
        write([2], as: 2)
        #expect(store.takeBack()?.steps.flatMap(\.calls).map(\.firstRow) == [1])
        #expect(store.takeBack() == nil)
        // There is room for it again.
        write([1, 3], as: 3)
        isHeld.signal()
        let results = await outcomes.all(5)
        #expect(Set(results.keys) == [0, 2, 3, 100, 101])
        #expect(results.filter { !$0.value.isSuccess }.keys.map(\.self) == [2])
        #expect(store.takeBack() == nil)
        let ranges = try store.reader().callRanges(of: key, from: 0)
        #expect(ranges.map(\.lowerBound) == [0, 1, 3])
    }

    /// Whoever took it back then would be refused when he hands it in again.
    @Test(.timeLimit(.minutes(5))) func `stays where it is once the store is closed`()
        async throws
    {
        let workplace = try Workplace()
        let store = try workplace.store()
        let key = try await store.key(of: .sample())
        let outcomes = Outcomes()
        let isHeld = DispatchSemaphore(value: 0)
        await withCheckedContinuation { waiter in
            store.beat {
                waiter.resume()
                isHeld.wait()
            }
        }
        store.write(
            StoreUnit(steps: [InvocationStep(key: key, at: .sample, calls: [.sample(7, 1)])])
        ) { outcomes.note(0, $0) }
        let stopped = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            store.stop()
            stopped.signal()
        }
        // A second question is refused as one too many, until it is refused as too late.
        let isClosed = Mutex(false)
        store.probeRoom { _ in }
        while !isClosed.withLock(\.self) {
            store.probeRoom { result in
                if case .failure(.stopped) = result { isClosed.withLock { $0 = true } }
            }
        }
        #expect(store.takeBack() == nil)
        isHeld.signal()
        try await outcomes.all(1)[0]?.get()
        stopped.wait()
    }

    @Test func `recognizes two equal invokes in it`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let invokes = (0..<6).map { NewInvocation.sample(digest: UInt8($0 % 2), rows: 1) }
        let found = Mutex<[Acceptance?]>(Array(repeating: nil, count: 6))
        let outcomes = Outcomes()
        try Self.whileLocked(workplace) {
            for (number, new) in invokes.enumerated() {
                store.accept(new) { result in
                    found.withLock { $0[number] = try? result.get() }
                    outcomes.note(number, result.map { _ in })
                }
            }
        }
        _ = await outcomes.all(6)
        let acceptances = found.withLock { $0 }
        #expect(acceptances[0] == .accepted(InvocationKey(1)))
        #expect(acceptances[1] == .accepted(InvocationKey(2)))
        for number in 2..<6 {
            #expect(acceptances[number] == .duplicate(of: invokes[number % 2].id))
        }
    }

    @Test func `gives invokes their keys although a unit among them fails`() async throws {
        let workplace = try Workplace()
        let store = try workplace.store()
        defer { store.stop() }
        let id = NewInvocation.sample()
        let outcomes = Outcomes()
        let keys = Mutex<[InvocationKey]>([])
        try Self.whileLocked(workplace) {
            for number in 0..<10 {
                if number == 5 {
                    let unheardOf = InvocationStep(
                        key: InvocationKey(77), at: .sample, progress: id.progress)
                    store.write(StoreUnit(steps: [unheardOf])) { outcomes.note(number, $0) }
                    continue
                }
                store.accept(.sample(mapping: "mapping \(number)")) { result in
                    if case .success(.accepted(let key)) = result {
                        keys.withLock { $0.append(key) }
                    }
                    outcomes.note(number, result.map { _ in })
                }
            }
        }
        let results = await outcomes.all(10)
        #expect(throws: StoreError.self) { try results[5]?.get() }
        #expect(keys.withLock { $0.map(\.number) } == Array(1...9))
        let listed = try store.reader().summaries(before: nil, limit: 99).invocations
        #expect(listed.map(\.mappingName) == [9, 8, 7, 6, 4, 3, 2, 1, 0].map { "mapping \($0)" })
    }

    @Test func `has a bound for units and one for invokes`() async throws {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.unitsWaitingMax = 3
        options.acceptsWaitingMax = 2
        let store = try workplace.store(options)
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        let outcomes = Outcomes()
        let refused = Mutex(0)
        try Self.whileLocked(workplace) {
            for number in 0..<20 {
                let step = InvocationStep(key: key, at: .sample, calls: [.sample(number, 1)])
                store.write(StoreUnit(steps: [step])) { outcomes.note(number, $0) }
                store.accept(.sample()) { result in
                    if case .failure(.overloaded) = result { refused.withLock { $0 += 1 } }
                    outcomes.note(100 + number, result.map { _ in })
                }
            }
        }
        let results = await outcomes.all(40)
        let kept = results.filter { number, result in number < 100 && result.isSuccess }
        // Those that the writer had taken before it met the lock come on top.
        #expect((3...6).contains(kept.count))
        #expect((14...18).contains(refused.withLock { $0 }))
        #expect(try store.reader().callRanges(of: key, from: 0).count == kept.count)
        // There is room again.
        try await store.write(
            InvocationStep(key: key, at: .sample, calls: [.sample(100, 1)])
        ).get()
    }

    @Test func `is refused whole when another program keeps the lock, and nothing is lost`()
        async throws
    {
        let workplace = try Workplace()
        var options = StoreOptions()
        options.busyTimeout = .milliseconds(30)
        let store = try workplace.store(options)
        defer { store.stop() }
        let key = try await store.key(of: .sample())
        let stranger = try workplace.stranger()
        try stranger.execute("BEGIN IMMEDIATE")
        let step = InvocationStep(key: key, at: .sample, calls: [.sample(0, 1)])
        let refused = await store.write(step)
        guard case .failure(.busy) = refused else {
            Issue.record("\(refused)")
            return
        }
        try stranger.execute("ROLLBACK")
        try await store.write(step).get()
    }
}
