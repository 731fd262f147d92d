import Bridge
import Testing

@Suite struct `A machine that reports` {
    @Test func `pushes full batches while it runs`() {
        var machine = InvocationMachine.withRows(20)
        machine.run(4)
        #expect(machine.nextBatch(now: at(0)) == nil)
        machine.run(8)
        #expect(machine.nextBatch(now: at(0)) == RowRanges(0..<5))
        // One at a time.
        #expect(machine.nextBatch(now: at(0)) == nil)
        machine.batchAccepted(RowRanges(0..<5))
        #expect(machine.progress.reported == 5 && machine.progress.reportedTo == 5)
        // Nor one more than a crash may repeat.
        #expect(machine.nextBatch(now: at(0)) == nil)
        machine.batchIsDurable(rowCount: 5)
        #expect(machine.nextBatch(now: at(0)) == RowRanges(5..<10))
    }

    @Test func `pushes what is left when nothing is in motion`() {
        var machine = InvocationMachine.withRows(7)
        machine.run(7)
        #expect(machine.pushBatch() == RowRanges(0..<5))
        #expect(machine.pushBatch() == RowRanges(5..<7))
        #expect(machine.isReported)
    }

    @Test func `does not keep a partial batch for longer than its age`() {
        var machine = InvocationMachine.withRows(7)
        machine.run(2, now: at(0))
        #expect(machine.nextWake(now: at(0)) == at(30))
        #expect(machine.nextBatch(now: at(29.9)) == nil)
        #expect(machine.nextBatch(now: at(30)) == RowRanges(0..<2))
        #expect(machine.nextWake(now: at(30)) == nil)
    }

    @Test func `does not keep rows for one that waits long`() {
        var machine = InvocationMachine.withRows(3)
        _ = machine.claim(max: 1, now: at(0))
        machine.postpone(0, attempt: 1, until: at(100))
        machine.run(2, now: at(0))
        #expect(machine.nextBatch(now: at(1)) == nil)
        #expect(machine.nextBatch(now: at(30)) == RowRanges(1..<3))
        machine.batchAccepted(RowRanges(1..<3))
        #expect(machine.progress.reported == 2 && machine.progress.reportedTo == 0)
        machine.batchIsDurable(rowCount: 2)
        let claim = machine.claim(max: 1, now: at(100))
        #expect(claim?.rows == 0..<1)
        machine.settle(0..<1, as: .failed)
        machine.rowsAreDurable(RowRanges(0..<1), now: at(100))
        #expect(machine.nextBatch(now: at(100)) == RowRanges(0..<1))
        machine.batchAccepted(RowRanges(0..<1))
        #expect(machine.progress.reportedTo == 3)
    }

    @Test func `waits for rows that are not yet on disk`() {
        var machine = InvocationMachine.withRows(4)
        machine.run(3)
        _ = machine.claim(max: 1, now: at(0))
        machine.settle(3..<4, as: .succeeded)
        #expect(machine.nextBatch(now: at(0)) == nil)
        machine.rowsAreDurable(RowRanges(3..<4), now: at(0))
        #expect(machine.nextBatch(now: at(0)) == RowRanges(0..<4))
    }

    @Test func `takes the rows of a batch that failed into the next one`() {
        var machine = InvocationMachine.withRows(12)
        machine.run(5)
        #expect(machine.nextBatch(now: at(0)) == RowRanges(0..<5))
        machine.run(4)
        let delay = machine.batchFailed(
            RowRanges(0..<5), now: at(0), retryAfter: nil, jitter: 1)
        #expect(delay == .seconds(1) && machine.batchFailures == 1)
        #expect(machine.nextBatch(now: at(0.5)) == nil)
        #expect(machine.nextBatch(now: at(1)) == RowRanges(0..<5))
        _ = machine.batchFailed(RowRanges(0..<5), now: at(1), retryAfter: .seconds(9), jitter: 1)
        #expect(machine.nextWake(now: at(1)) == at(10))
        #expect(machine.pushBatch(now: at(10)) == RowRanges(0..<5))
        #expect(machine.batchFailures == 0)
        #expect(machine.progress.reported == 5)
    }

    @Test(arguments: 1...7)
    func `never exceeds the maximum`(max: Int) {
        var machine = InvocationMachine.withRows(20, plan: .plan(batch: max))
        machine.run(20)
        var seen = RowRanges()
        while let batch = machine.pushBatch() {
            #expect(batch.count <= max && !batch.isEmpty)
            for range in batch.ranges { seen.insert(range) }
        }
        #expect(seen == RowRanges(0..<20))
        #expect(machine.progress.reported == 20)
    }

    @Test func `completes last, once, and only when the last batch is on record`() {
        var machine = InvocationMachine.withRows(6)
        machine.run(6)
        #expect(machine.nextEnd(now: at(0)) == nil)
        _ = machine.pushBatch()
        #expect(machine.nextEnd(now: at(0)) == nil)
        let last = machine.nextBatch(now: at(0))
        #expect(machine.nextEnd(now: at(0)) == nil)
        if let last { machine.batchAccepted(last) }
        // A crash now would have that batch pushed again: after the completion, if it left already.
        #expect(machine.progress.state == .completing)
        #expect(machine.nextEnd(now: at(0)) == nil)
        machine.batchIsDurable(rowCount: 1)
        #expect(machine.nextEnd(now: at(0)) == .notify)
        #expect(machine.nextEnd(now: at(0)) == nil)
        machine.completed()
        #expect(machine.progress.state == .completed)
        #expect(machine.nextEnd(now: at(9_999)) == nil)
        #expect(machine.nextBatch(now: at(9_999)) == nil)
        #expect(machine.nextWake(now: at(0)) == nil)
    }

    @Test func `tries the completion until it succeeds`() {
        var machine = InvocationMachine.withRows(1)
        machine.run(1)
        _ = machine.pushBatch()
        for failure in 1...3 {
            let now = at(Double(1_000 * failure))
            #expect(machine.nextEnd(now: now) == .notify)
            let delay = machine.completionFailed(now: now, retryAfter: nil, jitter: 1)
            #expect(delay == .seconds(1 << (failure - 1)))
            #expect(machine.completionFailures == failure)
            #expect(machine.nextEnd(now: now) == nil)
            #expect(machine.nextWake(now: now) == now.advanced(by: delay))
        }
        #expect(machine.progress.state == .completing)
    }

    @Test func `skips the endpoints that the invoke left out`() {
        var silent = InvocationMachine.withRows(2, plan: .plan(reported: false))
        silent.run(2)
        #expect(silent.nextBatch(now: at(9_999)) == nil)
        #expect(silent.progress.reportedTo == 2)
        #expect(silent.nextEnd(now: at(0)) == .notify)

        var endless = InvocationMachine.withRows(2, plan: .plan(completion: false))
        endless.run(2)
        #expect(endless.nextEnd(now: at(0)) == nil)
        _ = endless.pushBatch()
        #expect(endless.nextEnd(now: at(0)) == .finish)
        endless.completed()
        #expect(endless.progress.state == .completed)

        var empty = InvocationMachine.withRows(0)
        #expect(empty.nextEnd(now: at(0)) == .notify)
    }

    @Test func `cannot complete before its time`() async {
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(1)
            machine.completed()
        }
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(0)
            machine.completed()
        }
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(1)
            machine.run(1)
            machine.batchIsDurable(rowCount: 1)
        }
    }
}
