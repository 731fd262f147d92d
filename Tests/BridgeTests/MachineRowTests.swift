import Bridge
import Testing

@Suite struct `A machine and its rows` {
    @Test func `claims them in order, a call at a time, each once`() {
        var machine = InvocationMachine.withRows(7)
        var claimed: [Range<Int>] = []
        while let claim = machine.claim(max: 3, now: at(0)) {
            #expect(claim.attempt == 1 && !claim.isException)
            claimed.append(claim.rows)
        }
        #expect(claimed == [0..<3, 3..<6, 6..<7])
        #expect(machine.progress.claimedTo == 7)
        #expect(!machine.isClaimable(now: at(0)))
        #expect(!machine.isIdle)
    }

    @Test func `counts each by its final status`() {
        var machine = InvocationMachine.withRows(6)
        _ = machine.claim(max: 6, now: at(0))
        machine.settle(0..<3, as: .succeeded)
        machine.settle(3..<5, as: .failed)
        machine.settle(5..<6, as: .unknown)
        #expect(machine.progress.succeeded == 3)
        #expect(machine.progress.failed == 2)
        #expect(machine.progress.unknown == 1)
        #expect(machine.progress.settled == 6)
        #expect(machine.isIdle)
    }

    @Test func `keeps a gap in mind until it closes`() {
        var machine = InvocationMachine.withRows(9)
        for _ in 0..<3 { _ = machine.claim(max: 3, now: at(0)) }
        machine.settle(6..<9, as: .succeeded)
        #expect(machine.progress.settledTo == 0)
        machine.settle(0..<3, as: .failed)
        #expect(machine.progress.settledTo == 3)
        machine.settle(3..<6, as: .succeeded)
        #expect(machine.progress.settledTo == 9)
        #expect(machine.progress.claimedTo == 9)
    }

    @Test func `is settled only when that is on disk`() {
        var machine = InvocationMachine.withRows(2)
        _ = machine.claim(max: 2, now: at(0))
        machine.settle(0..<2, as: .succeeded)
        #expect(!machine.isSettled)
        #expect(machine.nextBatch(now: at(0)) == nil)
        machine.rowsAreDurable(RowRanges(0..<2), now: at(0))
        #expect(machine.isSettled)
    }

    @Test func `looks a task up alone, and apart from rows that are sent again`() {
        var machine = InvocationMachine.withRows(3)
        _ = machine.claim(max: 3, now: at(0))
        machine.postponeLookUp(1, attempt: 2, until: at(5))
        machine.postponeLookUp(0, attempt: 1, until: at(5))
        machine.postpone(2, attempt: 1, until: at(6))
        #expect(machine.nextWake(now: at(0)) == at(5))
        #expect(machine.dueLookUp(now: at(4)) == nil)
        #expect(machine.claim(max: 3, now: at(5), only: .calls) == nil)
        let first = machine.claim(max: 3, now: at(5), only: .lookUps)
        #expect(first?.rows == 0..<1 && first?.attempt == 1)
        let second = machine.claim(max: 3, now: at(5), only: .lookUps)
        #expect(second?.rows == 1..<2 && second?.attempt == 2)
        #expect(machine.claim(max: 3, now: at(5), only: .lookUps) == nil)
        #expect(machine.claim(max: 3, now: at(6))?.rows == 2..<3)
        #expect(!machine.isIdle)
    }

    @Test func `looks tasks up in the order of their times, however they came`() {
        let count = 2_000
        var machine = InvocationMachine.withRows(count)
        _ = machine.claim(max: count, now: at(0))
        // 7 is coprime to the count: each moment once, in no order.
        for row in 0..<count {
            machine.postponeLookUp(row, attempt: 1, until: at(Double(row * 7 % count)))
        }
        var moments: [Int] = []
        while let next = machine.claim(
            max: 1, now: at(Double(count)), only: .lookUps)
        {
            moments.append(next.rows.lowerBound * 7 % count)
        }
        #expect(moments == Array(0..<count))
    }

    @Test func `says what it waits for`() {
        var machine = InvocationMachine.withRows(5)
        #expect(machine.waits == [.calls])
        _ = machine.claim(max: 5, now: at(0))
        machine.postpone(0, attempt: 1, until: at(5))
        machine.postponeLookUp(1, attempt: 1, until: at(5))
        machine.hold(2)
        machine.settle(3..<5, as: .succeeded)
        machine.rowsAreDurable(RowRanges(3..<5), now: at(0))
        #expect(machine.waits == [.retries, .lookUps, .held, .product])
    }

    @Test func `claims a postponed row again when its time has come, and before fresh ones`() {
        var machine = InvocationMachine.withRows(3)
        _ = machine.claim(max: 1, now: at(0))
        machine.postpone(0, attempt: 1, until: at(5))
        #expect(machine.nextWake(now: at(0)) == at(5))
        #expect(machine.claim(max: 1, now: at(4.9))?.rows == 1..<2)
        let again = machine.claim(max: 3, now: at(5))
        #expect(again?.rows == 0..<1 && again?.attempt == 1 && again?.isException == true)
        #expect(machine.claim(max: 3, now: at(5))?.rows == 2..<3)
        #expect(machine.progress.claimedTo == 3)
    }

    @Test func `sends rows together again that waited together, as far as a call reaches`() {
        var machine = InvocationMachine.withRows(6)
        _ = machine.claim(max: 6, now: at(0))
        for row in 0..<5 { machine.postpone(row, attempt: 2, until: at(1)) }
        machine.postpone(5, attempt: 3, until: at(1))
        #expect(!machine.isClaimable(now: at(0.9)))
        #expect(machine.isClaimable(now: at(1)))
        #expect(machine.claim(max: 3, now: at(1))?.rows == 0..<3)
        let next = machine.claim(max: 10, now: at(1))
        #expect(next?.rows == 3..<5 && next?.attempt == 2)
        let last = machine.claim(max: 10, now: at(1))
        #expect(last?.rows == 5..<6 && last?.attempt == 3)
        #expect(machine.claim(max: 10, now: at(1)) == nil)
    }

    @Test func `takes the row that is due first, whatever its number`() {
        var machine = InvocationMachine.withRows(4)
        _ = machine.claim(max: 4, now: at(0))
        machine.postpone(1, attempt: 1, until: at(3))
        machine.postpone(3, attempt: 1, until: at(1))
        machine.postpone(0, attempt: 1, until: at(2))
        machine.postpone(2, attempt: 1, until: at(1))
        var order: [Int] = []
        while let claim = machine.claim(max: 1, now: at(9)) { order += Array(claim.rows) }
        #expect(order == [2, 3, 0, 1])
    }

    @Test func `goes on around a row that is held, and does not end without it`() {
        var machine = InvocationMachine.withRows(3, plan: .plan(batch: 10))
        _ = machine.claim(max: 1, now: at(0))
        machine.hold(0)
        machine.run(2)
        #expect(machine.rowsHeld == 1)
        #expect(machine.pushBatch() == RowRanges(1..<3))
        #expect(!machine.isSettled && !machine.isReported && machine.isIdle)
        #expect(machine.nextEnd(now: at(1_000)) == nil)
        #expect(machine.nextWake(now: at(0)) == nil)
        #expect(machine.progress.state == .running)
    }

    @Test func `settle once, and only when they were claimed`() async {
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(3)
            machine.settle(0..<1, as: .succeeded)
        }
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(3)
            _ = machine.claim(max: 2, now: at(0))
            machine.settle(0..<1, as: .succeeded)
            machine.settle(0..<1, as: .succeeded)
        }
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(3)
            _ = machine.claim(max: 2, now: at(0))
            machine.settle(1..<3, as: .succeeded)
        }
        await #expect(processExitsWith: .failure) {
            var machine = InvocationMachine.withRows(3)
            machine.run(1)
            machine.rowsAreDurable(RowRanges(0..<1), now: at(0))
        }
    }
}
