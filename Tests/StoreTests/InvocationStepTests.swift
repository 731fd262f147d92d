import Bridge
import Store
import Testing

/// What happened to an invocation in one unit.
@Suite struct `A step` {
    private static func step(
        _ row: Int, at seconds: Int64, _ state: InvocationState, reopens: Bool = false
    ) -> InvocationStep {
        var progress = NewInvocation.sample(state: state).progress
        progress.claimedTo = row
        var step = InvocationStep(
            key: InvocationKey(7), at: UnixTime(seconds: seconds), progress: progress,
            reason: state == .halted ? "because of \(row)" : nil,
            pages: [.sample(row, 1)], calls: [.sample(row, 1)],
            exceptions: [.sample(row, .failed)], attempts: [.sample(row, 1, .refused)],
            batches: [.sample(row, row..<row + 1)], corrections: [row])
        step.isReopening = reopens
        return step
    }

    @Test(arguments: [true, false])
    func `takes in what happened later, after its own`(laterReopens: Bool) {
        var step = Self.step(1, at: 10, .halted, reopens: !laterReopens)
        step.append(Self.step(2, at: 20, .running, reopens: laterReopens))
        #expect(step.pages.map(\.firstRow) == [1, 2])
        #expect(step.calls.map(\.firstRow) == [1, 2])
        #expect(step.exceptions.map(\.row) == [1, 2])
        #expect(step.attempts.map(\.row) == [1, 2])
        #expect(step.batches.map(\.number) == [1, 2])
        #expect(step.corrections == [1, 2])
        #expect(step.at == UnixTime(seconds: 20))
        #expect(step.progress?.state == .running)
        #expect(step.progress?.claimedTo == 2)
        #expect(step.isReopening)
        // A reason that is over does not stay.
        #expect(step.reason == nil)
    }
}
