import Bridge

/// One invocation while it is being worked on by a simulated process.
struct SimulatedInvocation {
    /// What is known of a row while it is looked up.
    struct Subject {
        var isSurelyCreated: Bool
        /// When its outcome became unknown.
        let since: MonotonicTime
        var lookUps = 0
    }

    var machine: CheckedMachine
    var lookUps: [Int: Subject] = [:]
    var isQueuedForMPO = false
    var isQueuedForLookUps = false
    /// Its last step is on its way to the disk; then it is forgotten.
    var isEnding = false

    init(_ machine: CheckedMachine) { self.machine = machine }
}
