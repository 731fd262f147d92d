import Bridge
import Testing

@Suite struct `A machine that is restored` {
    /// The progress of an invocation of ten rows, all here.
    private func progress(
        claimed: Int, settledTo: Int, reportedTo: Int, succeeded: Int, reported: Int
    ) -> Progress {
        Progress(
            state: .running, rowsAnnounced: 10, rowsStored: 10, isWhole: true, claimedTo: claimed,
            settledTo: settledTo, reportedTo: reportedTo, succeeded: succeeded, reported: reported)
    }

    @Test func `calls exactly those rows lost that were claimed and have no record`() {
        var machine = InvocationMachine(
            plan: .plan(),
            progress: progress(
                claimed: 9, settledTo: 3, reportedTo: 2, succeeded: 4, reported: 2))
        var found = InvocationMachine.Restored()
        found.settled.insert(2..<3)
        found.settled.insert(5..<6)
        found.waiting = [(row: 4, attempt: 2, wait: .seconds(3))]
        found.lookUps = [(row: 8, attempt: 1, wait: .seconds(4))]
        found.held.insert(7..<8)
        let lost = machine.restore(found, now: at(0))
        #expect(lost.ranges == [3..<4, 6..<7])
        #expect(machine.rowsHeld == 1 && !machine.isIdle)
        #expect(machine.nextWake(now: at(0)) == at(3))
        // Fresh ones go on behind the last claim.
        #expect(machine.claim(max: 5, now: at(0))?.rows == 9..<10)
        #expect(machine.claim(max: 5, now: at(3))?.attempt == 2)
        let lookUp = machine.claim(max: 5, now: at(4))
        #expect(lookUp?.rows == 8..<9 && lookUp?.isLookUp == true)
    }

    @Test func `reports what was settled and not reported`() {
        var machine = InvocationMachine(
            plan: .plan(batch: 3),
            progress: progress(
                claimed: 10, settledTo: 10, reportedTo: 2, succeeded: 10, reported: 4))
        var found = InvocationMachine.Restored()
        found.settled.insert(2..<10)
        found.reported.insert(4..<6)
        #expect(machine.restore(found, now: at(0)).isEmpty)
        var last = RowRanges(2..<4)
        last.insert(6..<7)
        #expect(machine.pushBatch() == last)
        #expect(machine.progress.reportedTo == 7)
        #expect(machine.pushBatch() == RowRanges(7..<10))
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `sends no batch again that was acknowledged on record`() {
        var machine = InvocationMachine(
            plan: .plan(),
            progress: progress(
                claimed: 10, settledTo: 10, reportedTo: 10, succeeded: 10, reported: 10))
        #expect(machine.restore(.init(), now: at(0)).isEmpty)
        #expect(machine.nextBatch(now: at(9_999)) == nil)
        #expect(machine.progress.state == .completing)
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `goes on pulling where the last page on disk ended`() {
        var machine = InvocationMachine(
            plan: .plan(),
            progress: Progress(
                state: .pulling, rowsAnnounced: nil, rowsStored: 20, isWhole: false, claimedTo: 15,
                settledTo: 15, reportedTo: 15, succeeded: 15, reported: 15))
        #expect(machine.restore(.init(), now: at(0)).isEmpty)
        #expect(machine.nextPage(now: at(0))?.offset == 20)
        #expect(machine.claim(max: 10, now: at(0))?.rows == 15..<20)
        #expect(machine.claim(max: 10, now: at(0)) == nil)
    }

    @Test func `settles without an import endpoint, too`() {
        var machine = InvocationMachine(
            plan: .plan(reported: false),
            progress: progress(claimed: 6, settledTo: 2, reportedTo: 2, succeeded: 4, reported: 0))
        var found = InvocationMachine.Restored()
        found.settled.insert(3..<5)
        let lost = machine.restore(found, now: at(0))
        #expect(lost.ranges == [2..<3, 5..<6])
        for range in lost.ranges { machine.settle(range, as: .unknown) }
        machine.rowsAreDurable(lost, now: at(0))
        #expect(machine.progress.settledTo == 6 && machine.progress.reportedTo == 6)
        machine.run(4)
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `takes waiting rows in the order in which they are due`() {
        var machine = InvocationMachine(
            plan: .plan(),
            progress: progress(claimed: 10, settledTo: 0, reportedTo: 0, succeeded: 0, reported: 0)
        )
        var found = InvocationMachine.Restored()
        found.waiting = (0..<10).map { (row: $0, attempt: 2, wait: .seconds($0 % 3)) }
        #expect(machine.restore(found, now: at(0)).isEmpty)
        var order: [Int] = []
        while let claim = machine.claim(max: 1, now: at(5)) { order.append(claim.rows.lowerBound) }
        #expect(order == [0, 3, 6, 9, 1, 4, 7, 2, 5, 8])
    }

    @Test func `has a hundred thousand waiting rows in no time`() {
        // One by one at their place, each would move all the others.
        let count = 100_000
        var machine = InvocationMachine(
            plan: .plan(),
            progress: Progress(
                state: .running, rowsAnnounced: count, rowsStored: count, isWhole: true,
                claimedTo: count))
        var found = InvocationMachine.Restored()
        found.waiting = (0..<count).map { (row: $0, attempt: 2, wait: .zero) }
        #expect(machine.restore(found, now: at(0)).isEmpty)
        #expect(machine.claim(max: 1_000, now: at(0))?.rows == 0..<1_000)
    }
}
