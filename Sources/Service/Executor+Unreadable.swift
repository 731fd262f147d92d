import Bridge
import Store

/// Rows that were claimed and cannot be read.
extension Executor {
    /// Nothing of the claim was sent, and its intent is not on disk: its rows wait again. When the
    /// records contradict each other the invocation is halted with them, and the others go on;
    /// when another program stands in the way, a later read finds them.
    ///
    /// - Parameter unmapped: rows of the claim that have their final status already.
    func giveBack(
        _ claim: InvocationMachine.Claim, unmapped: [Int], of invocation: OpenInvocation,
        _ error: StoreError, _ turn: Turn
    ) {
        let delay = RetryPolicy.store.delay(failures: claim.attempt, jitter: bench.jitter())
        for row in claim.rows where !unmapped.contains(row) {
            let evidence = RowSettlement.Evidence(
                outcome: nil, reason: "not sent: its record cannot be read",
                attempt: claim.attempt, sentAt: nil, milliseconds: 0, delay: delay, result: nil)
            _ = settlement.settle(
                row, of: invocation, by: .sendAgain(spendsAttempt: false), evidence, turn)
        }
        guard case .contradiction(let message) = error else {
            return bench.readFailed(error, turn.now)
        }
        bench.halt(invocation, nil, reason: "store: \(message)")
    }
}
