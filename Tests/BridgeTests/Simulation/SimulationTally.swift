import Bridge

/// What some runs came to: figures for people, landmarks for the check that nothing became tame.
struct SimulationTally: Sendable {
    struct Failure: Sendable {
        let seed: UInt64
        let description: String
        let trace: [String]
    }

    var seeds = 0
    var steps = 0
    var invocations = 0
    var rows = 0
    var crashes = 0
    var calls = 0
    var operations = 0
    var lookUps = 0
    var batches = 0
    var acts = 0
    var faults: [String: Int] = [:]
    var landmarks: [Landmark: Int] = [:]
    /// Of all seeds that failed, the first one that each thread came to.
    var failure: Failure?

    mutating func reached(_ landmark: Landmark) { landmarks[landmark, default: 0] += 1 }

    mutating func add(_ other: SimulationTally) {
        seeds += other.seeds
        steps += other.steps
        invocations += other.invocations
        rows += other.rows
        crashes += other.crashes
        calls += other.calls
        operations += other.operations
        lookUps += other.lookUps
        batches += other.batches
        acts += other.acts
        faults.merge(other.faults) { $0 + $1 }
        landmarks.merge(other.landmarks) { $0 + $1 }
        if let theirs = other.failure, failure.map({ theirs.seed < $0.seed }) ?? true {
            failure = theirs
        }
    }

    /// Landmarks that no run came to, and those that none should have come to.
    var missed: Set<Landmark> { Landmark.all.symmetricDifference(landmarks.keys) }

    /// One line for people; without a failure nothing was lost, and nothing came twice.
    var line: String {
        let kinds = faults.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
        let verdict =
            failure == nil
            ? "lost 0, twice 0, unexpected 0, early 0" : "seed \(failure?.seed ?? 0) FAILED"
        return "proof: simulation: seeds \(seeds), invocations \(invocations), rows \(rows), "
            + "steps \(steps), crashes \(crashes), calls \(calls), operations \(operations), "
            + "look-ups \(lookUps), batches \(batches), acts \(acts), "
            + "landmarks \(landmarks.count); \(verdict); faults: "
            + kinds.joined(separator: ", ")
    }
}
