import Bridge
import Testing

extension InvocationMachine {
    /// What the machine asks for; it must ask for it.
    fileprivate mutating func page(_ seconds: Double = 0) throws -> PageRequest {
        let request = nextPage(now: at(seconds))
        return try #require(request)
    }

    fileprivate mutating func batch() throws -> RowRanges {
        let rows = nextBatch(now: at(0))
        return try #require(rows)
    }

    fileprivate mutating func claim(_ max: Int) throws -> Claim {
        let claim = claim(max: max, now: at(0))
        return try #require(claim)
    }
}

@Suite struct `A machine that only waits` {
    @Test func `is at rest when all it did is on disk, and not before`() throws {
        var machine = InvocationMachine.withRows(10)
        #expect(machine.isAtRest)
        let claim = try machine.claim(5)
        #expect(!machine.isAtRest)
        machine.settle(claim.rows, as: .succeeded)
        #expect(!machine.isAtRest)
        machine.rowsAreDurable(RowRanges(claim.rows), now: at(0))
        #expect(machine.isAtRest)
        let batch = try machine.batch()
        #expect(!machine.isAtRest)
        machine.batchAccepted(batch)
        #expect(!machine.isAtRest)
        machine.batchIsDurable(rowCount: batch.count)
        #expect(machine.isAtRest)
    }

    @Test func `is not at rest while a page is on its way, or not on disk`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        let request = try machine.page()
        #expect(!machine.isAtRest)
        _ = machine.pulled(rowCount: 10, request: request)
        #expect(!machine.isAtRest)
        let fresh = [machine.pageIsReadable(to: 10), machine.pageIsReadable(to: 10)]
        #expect(fresh == [10, 0])
        #expect(machine.isAtRest)
    }

    @Test func `remembers nothing when nothing went wrong`() {
        #expect(InvocationMachine.withRows(10).memory == nil)
    }

    @Test func `goes on with its backoff where it was`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        var delay = Duration.zero
        for _ in 0..<5 {
            _ = try machine.page(1_000)
            delay = machine.pullFailed(now: at(0), retryAfter: nil, jitter: 1)
        }
        #expect(delay == .seconds(16))
        let memory = try #require(machine.memory)
        var again = InvocationMachine.pulling(announced: 25)
        again.recall(memory)
        #expect(!again.isPageDue(now: at(15.9)))
        #expect(again.nextWake(now: at(1)) == at(16))
        _ = try again.page(16)
        delay = again.pullFailed(now: at(16), retryAfter: nil, jitter: 1)
        #expect(delay == .seconds(32))
    }

    @Test func `keeps the age of a partial batch`() throws {
        var machine = InvocationMachine.pulling(announced: 25, plan: .plan(batch: 100))
        let request = try machine.page()
        _ = machine.pulled(rowCount: 10, request: request)
        machine.pageIsReadable(to: 10)
        machine.run(10)
        let memory = try #require(machine.memory)
        var again = InvocationMachine(plan: machine.plan, progress: machine.progress)
        var found = InvocationMachine.Restored()
        found.settled = RowRanges(0..<10)
        let lost = again.restore(found, now: at(20))
        #expect(lost.isEmpty)
        again.recall(memory)
        #expect(!again.isBatchDue(now: at(29)))
        #expect(again.isBatchDue(now: at(30)))
    }
}

@Suite struct `A machine whose page cannot be had` {
    @Test func `asks for half as many rows, down to one`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        var limits: [Int] = []
        var isSmaller = true
        while isSmaller {
            let request = try machine.page()
            limits.append(request.limit)
            isSmaller = machine.pageTooLarge(request)
        }
        #expect(limits == [10, 5, 2, 1])
    }

    @Test func `stays with the smaller pages, and remembers that`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        let request = try machine.page()
        let isSmaller = machine.pageTooLarge(request)
        #expect(isSmaller)
        let smaller = try machine.page()
        _ = machine.pulled(rowCount: 5, request: smaller)
        machine.pageIsReadable(to: 5)
        var again = InvocationMachine(plan: machine.plan, progress: machine.progress)
        again.recall(try #require(machine.memory))
        let next = try again.page()
        #expect(next.limit == 5)
    }

    @Test func `asks for a page that cannot be read for a day, and no longer`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        var now = at(0)
        var count = 0
        while let request = machine.nextPage(now: now) {
            #expect(request.offset == 0)
            count += 1
            guard let delay = machine.pageUnreadable(now: now, jitter: 1) else { break }
            now = now.advanced(by: delay)
        }
        #expect(at(0).duration(to: now) >= InvocationMachine.unreadablePagesMax)
        #expect(at(0).duration(to: now) < .seconds(24 * 3_600 + 121))
        #expect(count > 700)
    }

    @Test func `counts the day anew after a page that can be read`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        _ = machine.nextPage(now: at(0))
        var delay = machine.pageUnreadable(now: at(0), jitter: 1)
        #expect(delay != nil)
        let request = try machine.page(80_000)
        _ = machine.pulled(rowCount: 10, request: request)
        machine.pageIsReadable(to: 10)
        _ = machine.nextPage(now: at(80_000))
        delay = machine.pageUnreadable(now: at(86_401), jitter: 1)
        #expect(delay != nil)
    }

    @Test func `waits by itself only where it alone is concerned`() throws {
        var machine = InvocationMachine.withRows(5)
        machine.run(5)
        for failures in 1...5 {
            let batch = try machine.batch()
            let delay = machine.batchFailed(
                batch, now: at(0), retryAfter: .seconds(9), jitter: 1, isOwn: false)
            #expect(delay == .zero)
            #expect(machine.batchFailures == failures)
        }
        let batch = try machine.batch()
        let delay = machine.batchFailed(batch, now: at(0), retryAfter: nil, jitter: 1)
        #expect(delay == .seconds(1))
        #expect(!machine.isBatchDue(now: at(0.9)))
    }
}

@Suite struct `A machine with rows to look up` {
    private func machine() throws -> InvocationMachine {
        var machine = InvocationMachine.withRows(10)
        let claim = try machine.claim(2)
        machine.postponeLookUp(claim.rows.lowerBound, attempt: 1, until: at(1))
        machine.postpone(claim.rows.lowerBound + 1, attempt: 2, until: at(1))
        return machine
    }

    @Test func `claims them apart from those to be sent`() throws {
        var machine = try machine()
        #expect(!machine.isClaimable(now: at(0.9), only: .lookUps))
        #expect(machine.isClaimable(now: at(0.9), only: .calls))
        let calls = [1, 2].map { _ in machine.claim(max: 5, now: at(1), only: .calls) }
        #expect(calls.map(\.?.rows) == [1..<2, 2..<7])
        let lookUps = [1, 2].map { _ in machine.claim(max: 5, now: at(1), only: .lookUps) }
        #expect(lookUps.map(\.?.rows) == [0..<1, nil])
        #expect(lookUps[0]?.attempt == 1)
    }

    @Test func `wakes for both kinds`() throws {
        #expect(try machine().nextWake(now: at(0)) == at(1))
        #expect(try machine().isClaimable(now: at(1), only: .lookUps))
    }
}
