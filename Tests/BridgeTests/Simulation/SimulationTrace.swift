import Bridge

/// What happens in a run, for people; costs nothing unless somebody listens.
struct SimulationTrace {
    let isTold: Bool
    private(set) var lines: [String] = []

    init(isTold: Bool) { self.isTold = isTold }

    mutating func tell(_ now: MonotonicTime, _ text: @autoclosure () -> String) {
        guard isTold else { return }
        lines.append("\(at(0).duration(to: now).inMilliseconds) ms: \(text())")
    }
}
