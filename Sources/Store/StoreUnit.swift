package import Bridge

/// What one turn of the engine decided: committed whole, or not at all.
package struct StoreUnit: Sendable {
    package var steps: [InvocationStep]
    /// Acts of operators as they stand with the steps: written whole.
    package var acts: [StoredAct]

    package init(steps: [InvocationStep] = [], acts: [StoredAct] = []) {
        self.steps = steps
        self.acts = acts
    }
}

/// What one turn changed in one invocation.
package struct InvocationStep: Sendable {
    package let key: InvocationKey
    /// The wall clock of the turn; becomes the invocation's `changed_at`, from which retention
    /// counts.
    package private(set) var at: UnixTime
    /// Written whole, together with the current epoch: rows below its `claimedTo` count as sent.
    package var progress: Progress?
    /// Why the invocation is halted. Written with the progress: `nil` clears it.
    package var reason: String?
    /// The invocation was completed, and goes on with this step.
    package var isReopening = false
    package var pages: [PageRecord]
    package var calls: [CallRecord]
    package var exceptions: [ExceptionRecord]
    package var attempts: [AttemptRecord]
    package var batches: [BatchRecord]
    /// Reported rows that were taken up again; a batch that holds them ends that.
    package var corrections: [Int]

    package init(
        key: InvocationKey, at: UnixTime, progress: Progress? = nil, reason: String? = nil,
        pages: [PageRecord] = [], calls: [CallRecord] = [], exceptions: [ExceptionRecord] = [],
        attempts: [AttemptRecord] = [], batches: [BatchRecord] = [], corrections: [Int] = []
    ) {
        self.key = key
        self.at = at
        self.progress = progress
        self.reason = reason
        self.pages = pages
        self.calls = calls
        self.exceptions = exceptions
        self.attempts = attempts
        self.batches = batches
        self.corrections = corrections
    }

    /// Adds what happened to the invocation later.
    package mutating func append(_ later: InvocationStep) {
        at = later.at
        progress = later.progress
        reason = later.reason
        isReopening = isReopening || later.isReopening
        pages += later.pages
        calls += later.calls
        exceptions += later.exceptions
        attempts += later.attempts
        batches += later.batches
        corrections += later.corrections
    }
}
