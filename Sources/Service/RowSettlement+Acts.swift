import Bridge
import Store

/// Rows that an operator decided on. The machine has taken them up again.
extension RowSettlement {
    /// Puts a row back into the queue. If it may have a task, its next attempt has a number of its
    /// own: a reference that MPO calls taken, or a refusal, then says nothing about that task, and
    /// never leads to a second one. A row that was surely refused begins anew.
    func retry(
        _ exception: ExceptionRecord, of invocation: OpenInvocation, act: Int64, _ turn: Turn
    ) {
        let spent = max(1, exception.attempt) - (exception.mayHaveTask ? 0 : 1)
        invocation.machine.postpone(exception.row, attempt: spent + 1, until: turn.now)
        let record = ExceptionRecord(
            row: exception.row, state: .waiting, attempt: spent, class: exception.class,
            reason: Self.cut("retried by act \(act); before: \(exception.reason)"), at: turn.wall,
            dueAt: turn.wall, result: nil)
        bench.record(invocation) { $0.exceptions.append(record) }
    }

    /// Gives a row its final status.
    func resolve(
        _ exception: ExceptionRecord, of invocation: OpenInvocation, as resolution: Resolution,
        act: Int64, _ turn: Turn
    ) {
        let rows = exception.row..<exception.row + 1
        let record: ExceptionRecord
        switch resolution {
        case .succeeded(let result):
            invocation.machine.settle(rows, as: .succeeded)
            bench.metrics.settled(.succeeded, 1, invocation.counters)
            record = ExceptionRecord(
                row: exception.row, state: .succeeded, attempt: exception.attempt,
                class: exception.class, reason: "resolved by act \(act)", at: turn.wall,
                dueAt: nil, result: result ?? Array("null".utf8))
        case .failed(let message):
            invocation.machine.settle(rows, as: .failed)
            bench.metrics.settled(.failed, 1, invocation.counters)
            record = ExceptionRecord(
                row: exception.row, state: .failed, attempt: exception.attempt,
                class: exception.class, reason: Self.cut(message), at: turn.wall, dueAt: nil,
                result: nil)
        }
        bench.record(invocation) { $0.exceptions.append(record) }
        bench.outbox.after(.rowsAreDurable(invocation.key, RowRanges(rows)))
    }
}
