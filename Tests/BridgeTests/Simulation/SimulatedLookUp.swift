import Bridge

/// A question for the task of a row.
struct SimulatedLookUp {
    let invocation: Int
    let row: Int
    let attempt: Int
    let finding: Decision.Finding
    let isTargetWell: Bool
    let pass: TargetGate.Pass
}
