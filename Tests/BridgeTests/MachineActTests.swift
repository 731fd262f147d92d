import Bridge
import Testing

/// Every state that a row can be in when an operator decides about it.
@Suite struct `A row that an operator takes up again` {
    /// Claims a row as part of the first so many, and has it fail, on disk.
    private func failing(_ rows: Int, plan: InvocationMachine.Plan = .plan()) -> InvocationMachine {
        var machine = InvocationMachine.withRows(rows, plan: plan)
        while let claim = machine.claim(max: rows, now: at(0)) {
            machine.settle(claim.rows, as: .failed)
            machine.rowsAreDurable(RowRanges(claim.rows), now: at(0))
        }
        return machine
    }

    @Test func `goes back to the queue before the product has heard of it`() {
        var machine = failing(4)
        #expect(machine.reopen(2, from: .failed) == .reopened(wasReported: false))
        #expect(machine.progress.failed == 3 && machine.progress.settledTo == 2)
        #expect(machine.progress.state == .running && !machine.isSettled && !machine.isIdle)
        machine.postpone(2, attempt: 2, until: at(0))
        // Nothing else is in motion but this row, and the others do not wait for it for long.
        #expect(machine.nextBatch(now: at(0)) == nil)
        let claim = machine.claim(max: 9, now: at(0))
        #expect(claim?.rows == 2..<3 && claim?.attempt == 2 && claim?.isException == true)
        machine.settle(2..<3, as: .succeeded)
        machine.rowsAreDurable(RowRanges(2..<3), now: at(0))
        #expect(machine.progress.settledTo == 4 && machine.progress.succeeded == 1)
        #expect(machine.pushBatch() == RowRanges(0..<4))
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `is reported again when the product knows its earlier end`() {
        var machine = failing(12)
        for _ in 0..<3 { _ = machine.pushBatch() }
        #expect(machine.progress.reportedTo == 12)
        #expect(machine.reopen(7, from: .failed) == .reopened(wasReported: true))
        #expect(machine.progress.reported == 11)
        #expect(machine.progress.reportedTo == 7 && machine.progress.settledTo == 7)
        #expect(machine.reopen(3, from: .failed) == .reopened(wasReported: true))
        #expect(machine.progress.reportedTo == 3 && machine.progress.settledTo == 3)
        machine.settle(7..<8, as: .succeeded)
        machine.settle(3..<4, as: .failed)
        var both = RowRanges(3..<4)
        both.insert(7..<8)
        machine.rowsAreDurable(both, now: at(0))
        #expect(machine.pushBatch() == both)
        #expect(machine.progress.reportedTo == 12 && machine.progress.settledTo == 12)
        #expect(machine.progress.reported == 12 && machine.progress.settled == 12)
    }

    @Test func `is busy while a batch carries it, and until that batch is on record`() throws {
        var machine = failing(7)
        let next = machine.nextBatch(now: at(0))
        let batch = try #require(next)
        #expect(batch == RowRanges(0..<5))
        #expect(machine.reopen(1, from: .failed) == .busy)
        #expect(machine.reopen(5, from: .failed) == .reopened(wasReported: false))
        machine.settle(5..<6, as: .failed)
        machine.batchAccepted(batch)
        #expect(machine.reopen(1, from: .failed) == .busy)
        machine.batchIsDurable(rowCount: 5)
        #expect(machine.reopen(1, from: .failed) == .reopened(wasReported: true))
    }

    @Test func `can be taken up when the product did not take its batch`() throws {
        var machine = failing(5)
        let next = machine.nextBatch(now: at(0))
        let batch = try #require(next)
        _ = machine.batchFailed(batch, now: at(0), retryAfter: nil, jitter: 1)
        #expect(machine.reopen(4, from: .failed) == .reopened(wasReported: false))
    }

    @Test func `is left alone on its way`() {
        var machine = InvocationMachine.withRows(6)
        _ = machine.claim(max: 3, now: at(0))
        machine.postpone(0, attempt: 2, until: at(9))
        machine.hold(1)
        for row in 0..<6 { #expect(machine.reopen(row, from: .failed) == .notSettled) }
    }

    @Test func `is busy while its record or the completion is under way`() {
        var machine = InvocationMachine.withRows(1)
        _ = machine.claim(max: 1, now: at(0))
        machine.settle(0..<1, as: .unknown)
        // Not durable: no batch may hold it, and nobody may take it up.
        #expect(machine.reopen(0, from: .unknown) == .busy)
        machine.rowsAreDurable(RowRanges(0..<1), now: at(0))
        _ = machine.pushBatch()
        #expect(machine.nextEnd(now: at(0)) == .notify)
        #expect(machine.reopen(0, from: .unknown) == .busy)
        machine.completed()
        #expect(machine.reopen(0, from: .unknown) == .busy)
    }

    @Test func `stays where it is while its invocation is halted`() {
        var machine = failing(2)
        _ = machine.nextBatch(now: at(0))
        machine.halt(.push)
        #expect(machine.reopen(0, from: .failed) == .busy)
        #expect(machine.release(0) == false)
    }

    @Test func `moves the cursors without an import endpoint, too`() {
        var machine = failing(5, plan: .plan(reported: false))
        #expect(machine.progress.reportedTo == 5 && machine.progress.state == .completing)
        #expect(machine.reopen(3, from: .failed) == .reopened(wasReported: false))
        #expect(machine.progress.settledTo == 3 && machine.progress.reportedTo == 3)
        #expect(machine.nextEnd(now: at(0)) == nil)
        machine.settle(3..<4, as: .succeeded)
        machine.rowsAreDurable(RowRanges(3..<4), now: at(0))
        #expect(machine.progress.settledTo == 5 && machine.progress.reportedTo == 5)
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `is let go when it was held, once`() {
        var machine = InvocationMachine.withRows(3)
        _ = machine.claim(max: 3, now: at(0))
        machine.settle(0..<1, as: .succeeded)
        machine.hold(1)
        machine.hold(2)
        #expect(machine.release(0) == false)
        #expect(machine.release(1) == true)
        #expect(machine.rowsHeld == 1)
        machine.postpone(1, attempt: 2, until: at(0))
        #expect(machine.claim(max: 3, now: at(0))?.rows == 1..<2)
        #expect(machine.release(2) == true)
        #expect(machine.rowsHeld == 0)
        machine.settle(2..<3, as: .succeeded)
        #expect(machine.release(2) == false)
    }

    @Test func `never leads to a second completion`() {
        var machine = failing(3)
        _ = machine.pushBatch()
        _ = machine.nextEnd(now: at(0))
        machine.completed()
        #expect(machine.progress.isNotified && machine.progress.state == .completed)
        var again = InvocationMachine(plan: machine.plan, progress: machine.progress.reopened)
        #expect(again.restore(.init(), now: at(0)).isEmpty)
        #expect(again.reopen(1, from: .failed) == .reopened(wasReported: true))
        #expect(again.progress.state == .running)
        again.settle(1..<2, as: .succeeded)
        again.rowsAreDurable(RowRanges(1..<2), now: at(0))
        #expect(again.pushBatch() == RowRanges(1..<2))
        #expect(again.nextEnd(now: at(0)) == .finish)
        again.completed()
        #expect(again.progress.isNotified && again.progress.reported == 3)
    }

    @Test func `waits with so many others at most`() {
        let most = InvocationMachine.waitingMax
        var machine = InvocationMachine.withRows(3 * most)
        _ = machine.claim(max: most, now: at(0))
        for row in 0..<most { machine.postpone(row, attempt: 2, until: at(60)) }
        #expect(machine.rowsWaiting == most)
        // Fresh rows stay in the store until some of these have gone.
        #expect(!machine.isClaimable(now: at(0)))
        #expect(machine.claim(max: 1, now: at(0)) == nil)
        #expect(machine.claim(max: 1, now: at(60))?.rows == 0..<1)
        #expect(machine.claim(max: 1, now: at(0))?.rows == most..<most + 1)
    }
}
