import Bridge
import Testing

@Suite struct `A machine that pulls its rows` {
    private typealias Request = InvocationMachine.PageRequest

    private func ask(_ machine: inout InvocationMachine) throws -> Request {
        let request = machine.nextPage(now: at(0))
        return try #require(request)
    }

    /// Asks for a page and has it answered, on disk.
    private func pull(_ machine: inout InvocationMachine, _ rowCount: Int) -> Request? {
        guard let request = machine.nextPage(now: at(0)) else { return nil }
        if case .store(let firstRow) = machine.pulled(rowCount: rowCount, request: request) {
            machine.pageIsReadable(to: firstRow + rowCount)
        }
        return request
    }

    private func expect(
        _ request: Request?, _ offset: Int, _ limit: Int,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(
            request?.offset == offset && request?.limit == limit, sourceLocation: sourceLocation)
    }

    @Test func `asks for page after page, and at the end for no more than is left`() {
        var machine = InvocationMachine.pulling(announced: 25)
        expect(pull(&machine, 10), 0, 10)
        #expect(machine.progress.state == .pulling)
        expect(pull(&machine, 10), 10, 10)
        expect(pull(&machine, 5), 20, 5)
        #expect(machine.progress.isWhole && machine.progress.rowsStored == 25)
        #expect(machine.progress.state == .running)
        #expect(machine.nextPage(now: at(0)) == nil)
    }

    @Test func `goes on after a short page from where it ended`() {
        var machine = InvocationMachine.pulling(announced: 25)
        expect(pull(&machine, 3), 0, 10)
        expect(pull(&machine, 10), 3, 10)
        expect(pull(&machine, 10), 13, 10)
        expect(pull(&machine, 2), 23, 2)
        #expect(machine.progress.isWhole)
    }

    @Test func `ends with an empty page when nobody said how many rows there are`() {
        var machine = InvocationMachine.pulling(announced: nil)
        expect(pull(&machine, 10), 0, 10)
        expect(pull(&machine, 10), 10, 10)
        #expect(!machine.progress.isWhole)
        let request = machine.nextPage(now: at(0))
        expect(request, 20, 10)
        if let request {
            #expect(machine.pulled(rowCount: 0, request: request) == .finish(missing: 0))
        }
        #expect(machine.progress.isWhole && machine.progress.rowsAnnounced == 20)
    }

    @Test func `ends with an empty page though more was announced, and says how much is missing`()
        throws
    {
        var machine = InvocationMachine.pulling(announced: 25)
        _ = pull(&machine, 10)
        let request = try ask(&machine)
        #expect(machine.pulled(rowCount: 0, request: request) == .finish(missing: 15))
        #expect(machine.progress.rowsAnnounced == 10 && machine.progress.state == .running)
        machine.run(10)
        _ = machine.pushBatch()
        _ = machine.pushBatch()
        // After a crash the product would be asked again, and might have more by then.
        #expect(machine.nextEnd(now: at(0)) == nil)
        machine.pullEndIsDurable()
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test(arguments: [nil, 0])
    func `that are none at all is complete at once`(announced: Int?) throws {
        var machine = InvocationMachine.pulling(announced: announced)
        if announced == nil {
            let request = try ask(&machine)
            #expect(machine.pulled(rowCount: 0, request: request) == .finish(missing: 0))
            machine.pullEndIsDurable()
        }
        // A page of no rows is never asked for.
        #expect(machine.nextPage(now: at(0)) == nil)
        #expect(machine.progress.isWhole && machine.progress.state == .completing)
        #expect(machine.nextBatch(now: at(0)) == nil)
        #expect(machine.nextEnd(now: at(0)) == .notify)
    }

    @Test func `refuses a page that is longer than it asked for`() throws {
        var machine = InvocationMachine.pulling(announced: 25)
        _ = pull(&machine, 10)
        let request = try ask(&machine)
        #expect(machine.pulled(rowCount: 11, request: request) == .refuse)
        #expect(machine.progress.rowsStored == 10)
        machine.halt(.pull)
        #expect(machine.isIdle && machine.progress.state == .halted)
        #expect(machine.nextPage(now: at(9_999)) == nil)
    }

    @Test func `takes the whole data set at once from a product that knows no limit`() {
        var machine = InvocationMachine.pulling(announced: 25)
        expect(pull(&machine, 25), 0, 10)
        #expect(machine.progress.isWhole && machine.progress.rowsStored == 25)
    }

    @Test func `refuses too much at once when nobody said how many rows there are`() throws {
        var machine = InvocationMachine.pulling(announced: nil)
        let request = try ask(&machine)
        #expect(machine.pulled(rowCount: 25, request: request) == .refuse)
    }

    @Test func `refuses more rows than a data set may have, instead of dropping them`() throws {
        let stored = Limits.dataSetRowsMax - 5
        var machine = InvocationMachine(
            plan: .plan(),
            progress: Progress(
                state: .pulling, rowsAnnounced: nil, rowsStored: stored, isWhole: false,
                claimedTo: stored, settledTo: stored, reportedTo: stored, succeeded: stored,
                reported: stored))
        let request = try ask(&machine)
        #expect(machine.pulled(rowCount: 6, request: request) == .refuseDataSet)
        #expect(!machine.progress.isWhole && machine.progress.rowsStored == stored)
        // Exactly as many are taken, and the next page tells that it was all.
        var other = machine
        other.halt(.pull)
        #expect(other.progress.state == .halted)
        #expect(machine.pulled(rowCount: 5, request: request) == .store(firstRow: stored))
        let last = try ask(&machine)
        #expect(machine.pulled(rowCount: 0, request: last) == .finish(missing: 0))
    }

    @Test func `claims no row whose page is not on disk`() throws {
        var machine = InvocationMachine.pulling(announced: nil)
        let request = try ask(&machine)
        #expect(machine.pulled(rowCount: 10, request: request) == .store(firstRow: 0))
        #expect(machine.claim(max: 5, now: at(0)) == nil)
        // The next page may load meanwhile.
        expect(machine.nextPage(now: at(0)), 10, 10)
        machine.pageIsReadable(to: 10)
        #expect(machine.claim(max: 50, now: at(0))?.rows == 0..<10)
    }

    @Test func `has one page under way at a time and waits after a failure`() {
        var machine = InvocationMachine.pulling(announced: nil)
        _ = machine.nextPage(now: at(0))
        #expect(machine.nextPage(now: at(0)) == nil)
        let delay = machine.pullFailed(now: at(0), retryAfter: nil, jitter: 1)
        #expect(delay == .seconds(1))
        #expect(machine.pullFailures == 1)
        #expect(machine.nextWake(now: at(0)) == at(1))
        #expect(machine.nextPage(now: at(0.9)) == nil)
        expect(machine.nextPage(now: at(1)), 0, 10)
        #expect(machine.pullFailed(now: at(1), retryAfter: .seconds(90), jitter: 1) == .seconds(90))
        #expect(machine.nextWake(now: at(1)) == at(91))
        expect(pullLate(&machine), 0, 10)
        #expect(machine.pullFailures == 0)
    }

    private func pullLate(_ machine: inout InvocationMachine) -> Request? {
        guard let request = machine.nextPage(now: at(91)) else { return nil }
        _ = machine.pulled(rowCount: 1, request: request)
        return request
    }
}
