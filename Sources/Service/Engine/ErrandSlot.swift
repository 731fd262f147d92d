import Bridge

/// One kind of call to the product, of one invocation.
struct ErrandSlot {
    /// Of the endpoint's host; set when the first call is due.
    var lane: Lane?
    /// Whether it already waits there.
    var isQueued = false
    /// Of the call that is under way.
    var pass: TargetGate.Pass?
    /// How many calls to the host had ended well when this one failed last.
    var successesAtFailure: Int?

    /// A call failed for a reason that others may meet as well.
    ///
    /// - Returns: whether it is this invocation's own all the same: others were served since it
    ///   failed before.
    mutating func failedOnItsOwn(_ gate: TargetGate) -> Bool {
        defer { successesAtFailure = gate.successes }
        return successesAtFailure.map { gate.successes != $0 } ?? false
    }
}
