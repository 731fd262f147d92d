import Bridge

/// What waits for one mapping in order, and its gate.
struct SimulatedLane {
    var gate: TargetGate
    var queue: [Int] = []
    /// Of two lanes that are equal otherwise, the one that was served longer ago comes first.
    var servedAt = 0
}
