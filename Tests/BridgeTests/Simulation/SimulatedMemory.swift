import Bridge

/// What is kept of an invocation that gave up its place.
struct SimulatedMemory {
    let machine: InvocationMachine.Memory?
    let pullLimit: Int
    /// When time alone brings it on; `nil` for never.
    let wakeAt: MonotonicTime?
}
