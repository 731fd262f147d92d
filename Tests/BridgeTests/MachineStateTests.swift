import Bridge
import Testing

/// One step of an invocation's life.
enum MachineEvent: String, CaseIterable, Sendable {
    case pageStored, lastPageStored, emptyPage
    case rowsSettled, batchAcknowledged, completionAcknowledged
    case pullRefused, batchRefused, completionRefused
}

/// A machine in each of its states, and what each event makes of it.
@Suite struct `The state of an invocation` {
    struct Line: Sendable, CustomTestStringConvertible {
        let state: InvocationState
        let event: MachineEvent
        let next: InvocationState

        var testDescription: String { "\(state), \(event): \(next)" }
    }

    /// Every event that can happen in a state. What is not here cannot: nothing asks for it then.
    static let table: [Line] = [
        Line(state: .accepted, event: .pageStored, next: .pulling),
        Line(state: .accepted, event: .lastPageStored, next: .running),
        Line(state: .accepted, event: .emptyPage, next: .completing),
        Line(state: .accepted, event: .pullRefused, next: .halted),
        Line(state: .pulling, event: .pageStored, next: .pulling),
        Line(state: .pulling, event: .lastPageStored, next: .running),
        Line(state: .pulling, event: .emptyPage, next: .running),
        Line(state: .pulling, event: .rowsSettled, next: .pulling),
        Line(state: .pulling, event: .batchAcknowledged, next: .pulling),
        Line(state: .pulling, event: .pullRefused, next: .halted),
        Line(state: .pulling, event: .batchRefused, next: .halted),
        Line(state: .running, event: .rowsSettled, next: .running),
        Line(state: .running, event: .batchAcknowledged, next: .completing),
        Line(state: .running, event: .batchRefused, next: .halted),
        Line(state: .completing, event: .completionAcknowledged, next: .completed),
        Line(state: .completing, event: .completionRefused, next: .halted),
    ]

    @Test(arguments: table)
    func `follows the table`(line: Line) throws {
        var machine = Self.machine(in: line.state)
        #expect(machine.progress.state == line.state)
        #expect(try Self.happen(line.event, to: &machine))
        #expect(machine.progress.state == line.next)
    }

    @Test(arguments: InvocationState.allCases)
    func `allows nothing but what the table has`(state: InvocationState) throws {
        for event in MachineEvent.allCases
        where !Self.table.contains(where: { $0.state == state && $0.event == event }) {
            var machine = Self.machine(in: state)
            #expect(try !Self.happen(event, to: &machine), "\(event)")
            #expect(machine.progress.state == state)
        }
    }

    @Test(arguments: [InvocationState.completed, .halted])
    func `that is closed asks for nothing`(state: InvocationState) {
        var machine = Self.machine(in: state)
        #expect(machine.nextWake(now: at(0)) == nil)
        #expect(!machine.isClaimable(now: at(9_999)))
        #expect(machine.claim(max: 1, now: at(9_999)) == nil)
    }

    /// A machine of two rows that came to a state by the ordinary way.
    private static func machine(in state: InvocationState) -> InvocationMachine {
        var machine: InvocationMachine
        switch state {
        case .accepted:
            machine = .pulling(announced: 3, plan: .plan(page: 2, batch: 1))
        case .pulling, .halted:
            machine = .pulling(announced: 9, plan: .plan(page: 2, batch: 1))
            if let request = machine.nextPage(now: at(0)) {
                _ = machine.pulled(rowCount: 2, request: request)
                machine.pageIsReadable(to: 2)
            }
            if state == .halted {
                _ = machine.nextPage(now: at(0))
                machine.halt(.pull)
            }
        case .running:
            machine = .withRows(2, plan: .plan(batch: 2))
        case .completing, .completed:
            machine = .withRows(2, plan: .plan(batch: 2))
            machine.run(2)
            _ = machine.pushBatch()
            if state == .completed {
                _ = machine.nextEnd(now: at(0))
                machine.completed()
            }
        }
        return machine
    }

    /// Has an event happen. - Returns: whether it could.
    private static func happen(
        _ event: MachineEvent, to machine: inout InvocationMachine
    ) throws -> Bool {
        switch event {
        case .pageStored: return page(&machine) { min(1, $0.limit) }
        case .lastPageStored:
            let rest = (machine.progress.rowsAnnounced ?? 0) - machine.progress.rowsStored
            while machine.progress.rowsStored < machine.progress.rowsAnnounced ?? 0 {
                guard page(&machine, rowCount: { min($0.limit, rest) }) else { return false }
            }
            return rest > 0
        case .emptyPage: return page(&machine) { _ in 0 }
        case .rowsSettled:
            guard let claim = machine.claim(max: 1, now: at(0)) else { return false }
            machine.settle(claim.rows, as: .succeeded)
            machine.rowsAreDurable(RowRanges(claim.rows), now: at(0))
            return true
        case .batchAcknowledged, .batchRefused:
            while try happen(.rowsSettled, to: &machine) {}
            guard let batch = machine.nextBatch(now: at(0)) else { return false }
            if event == .batchRefused { machine.halt(.push) } else { machine.batchAccepted(batch) }
            return true
        case .pullRefused:
            guard machine.nextPage(now: at(0)) != nil else { return false }
            machine.halt(.pull)
            return true
        case .completionAcknowledged, .completionRefused:
            guard machine.nextEnd(now: at(0)) != nil else { return false }
            if event == .completionRefused {
                machine.halt(.completion)
            } else {
                machine.completed()
            }
            return true
        }
    }

    private static func page(
        _ machine: inout InvocationMachine,
        rowCount: (InvocationMachine.PageRequest) -> Int
    ) -> Bool {
        guard let request = machine.nextPage(now: at(0)) else { return false }
        let count = rowCount(request)
        if case .store(let first) = machine.pulled(rowCount: count, request: request) {
            machine.pageIsReadable(to: first + count)
        }
        return true
    }

    @Test func `halts for what ends later, and drops none of it`() {
        var machine = InvocationMachine.withRows(4, plan: .plan(batch: 1))
        machine.run(1)
        let claim = machine.claim(max: 2, now: at(0))
        _ = machine.nextBatch(now: at(0))
        machine.halt(.push)
        #expect(machine.progress.state == .halted && !machine.isIdle)
        if let claim { machine.settle(claim.rows, as: .succeeded) }
        machine.rowsAreDurable(RowRanges(1..<3), now: at(0))
        #expect(machine.isIdle && machine.progress.succeeded == 3)
        #expect(machine.progress.state == .halted)
        #expect(machine.claim(max: 1, now: at(0)) == nil)
        #expect(machine.nextBatch(now: at(9_999)) == nil)
    }
}
