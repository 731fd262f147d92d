/// What an invocation waits for, in words for an operator.
extension InvocationMachine {
    package enum Wait: String, CaseIterable, Hashable, Sendable {
        /// Pages that the product has not given yet.
        case pages
        /// Rows that a call to MPO carries, or that wait for room for one.
        case calls
        /// Rows that were not sent, or refused for the moment, and wait for the next attempt.
        case retries
        /// Rows whose tasks are to be looked up.
        case lookUps = "look-ups"
        /// Rows that an operator must decide on.
        case held
        /// Batches or the completion, which the product has not acknowledged.
        case product
    }

    /// In the order of an invocation's life; empty for one that needs nothing but its next turn.
    package var waits: [Wait] {
        var waits: [Wait] = []
        if !progress.isWhole { waits.append(.pages) }
        if rowsInFlight > 0 || progress.claimedTo < readableTo { waits.append(.calls) }
        if !waiting.isEmpty { waits.append(.retries) }
        if !waitingLookUps.isEmpty { waits.append(.lookUps) }
        if rowsHeld > 0 { waits.append(.held) }
        if !reportable.isEmpty || push.isUnderWay || progress.state == .completing {
            waits.append(.product)
        }
        return waits
    }
}
