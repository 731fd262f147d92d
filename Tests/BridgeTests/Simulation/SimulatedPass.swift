import Bridge

/// The places that a call to MPO takes, from its claim to its end.
struct SimulatedPass {
    let mapping: Int
    let target: TargetGate.Pass
    let lane: TargetGate.Pass
}
