import Bridge
import Testing

/// Random walks of a machine whose rows are taken up again and again, held against a plain list of
/// what every row has been through.
@Suite struct `A machine under operators' hands` {
    /// The machine, and what is known of each row without it.
    private struct Walk {
        var machine: InvocationMachine
        var status: [InvocationMachine.FinalStatus?]
        var isReported: [Bool]
        var inFlight: [Int] = []
        var held: [Int] = []
        var settling: [Int] = []
        var batch: RowRanges?
        var acknowledged: RowRanges?
        var generator: SeededGenerator

        init(seed: UInt64, rows: Int, isReported: Bool) {
            machine = .withRows(rows, plan: .plan(reported: isReported))
            status = Array(repeating: nil, count: rows)
            self.isReported = Array(repeating: false, count: rows)
            generator = SeededGenerator(seed: seed)
        }

        var plan: InvocationMachine.Plan { machine.plan }

        mutating func step() {
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                if let claim = machine.claim(max: 4, now: at(0)) { inFlight += claim.rows }
            case 1, 2: end()
            case 3: commit()
            case 4: push()
            case 5: acknowledge()
            case 6: reopen()
            default: release()
            }
        }

        private mutating func end() {
            guard let index = inFlight.indices.randomElement(using: &generator) else { return }
            let row = inFlight.remove(at: index)
            let ends: [InvocationMachine.FinalStatus?] = [.succeeded, .failed, .unknown, nil]
            guard let end = ends.randomElement(using: &generator) ?? nil else {
                machine.hold(row)
                held.append(row)
                return
            }
            machine.settle(row..<row + 1, as: end)
            status[row] = end
            settling.append(row)
        }

        private mutating func commit() {
            var rows = RowRanges()
            for row in settling { rows.insert(row..<row + 1) }
            settling.removeAll()
            machine.rowsAreDurable(rows, now: at(0))
            if let acknowledged { machine.batchIsDurable(rowCount: acknowledged.count) }
            acknowledged = nil
        }

        private mutating func push() {
            if batch == nil { batch = machine.nextBatch(now: at(0)) }
        }

        private mutating func acknowledge() {
            guard let rows = batch else { return }
            batch = nil
            guard Bool.random(using: &generator) else {
                _ = machine.batchFailed(rows, now: at(-200), retryAfter: nil, jitter: 0)
                return
            }
            machine.batchAccepted(rows)
            acknowledged = rows
            for row in rows.ranges.flatMap(Array.init) { isReported[row] = true }
        }

        /// Only rows whose end is on disk: the caller's part of the bargain.
        private mutating func reopen() {
            let row = Int.random(in: status.indices, using: &generator)
            guard !settling.contains(row) else { return }
            let status = status[row]
            let isBusy =
                batch?.contains(row) ?? false || acknowledged?.contains(row) ?? false
            let found = machine.reopen(row, from: status ?? .failed)
            switch found {
            case .notSettled: #expect(status == nil)
            case .busy: #expect(isBusy)
            case .reopened(let wasReported):
                #expect(status != nil && !isBusy && wasReported == isReported[row])
                self.status[row] = nil
                isReported[row] = false
                machine.postpone(row, attempt: 2, until: at(0))
            }
        }

        private mutating func release() {
            guard let row = held.popLast() else { return }
            #expect(machine.release(row) == true)
            inFlight.append(row)
        }

        func check() {
            let progress = machine.progress
            #expect(progress.succeeded == status.count { $0 == .succeeded })
            #expect(progress.failed == status.count { $0 == .failed })
            #expect(progress.unknown == status.count { $0 == .unknown })
            #expect(progress.reported == isReported.count { $0 })
            let settledTo = status.firstIndex { $0 == nil } ?? status.count
            #expect(progress.settledTo == settledTo)
            let reportedTo = isReported.firstIndex(of: false) ?? isReported.count
            #expect(progress.reportedTo == (plan.isReported ? reportedTo : settledTo))
            #expect(machine.rowsHeld == held.count)
            #expect(
                machine.isSettled == (status.allSatisfy { $0 != nil } && settling.isEmpty))
        }
    }

    @Test(arguments: [true, false])
    func `counts each row for what it is`(isReported: Bool) {
        for seed in 0..<60 as Range<UInt64> {
            var walk = Walk(seed: seed, rows: Int(4 + seed % 30), isReported: isReported)
            for _ in 0..<400 {
                walk.step()
                walk.check()
            }
        }
    }
}
