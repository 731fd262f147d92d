import Bridge

/// A call to MPO: from the claim of its rows to its end.
struct SimulatedCall {
    let invocation: Int
    let pass: SimulatedPass
    let claim: InvocationMachine.Claim
    /// Without those that could not be mapped.
    let rows: [Int]
    /// Set when it has left.
    var sentAt: MonotonicTime?
    var fault = CallFault.none
    var answers: [SimulatedMPO.Answer] = []
}
