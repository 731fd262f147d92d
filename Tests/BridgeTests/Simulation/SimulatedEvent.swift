import Bridge

/// Something that will happen at some moment of a simulated run.
struct SimulatedEvent {
    enum Kind {
        /// The product invokes.
        case invoke(Int)
        /// The engine hears of an invocation that the store has.
        case accepted(Int)
        /// The unit that is under way reaches the disk, or finds it full.
        case commit
        /// The engine hears what became of its unit.
        case written(isFull: Bool)
        case callEnds(Int)
        case lookUpEnds(SimulatedLookUp)
        case pageEnds(
            Int, InvocationMachine.PageRequest, PageFault, rowCount: Int?, TargetGate.Pass)
        case batchEnds(Int, RowRanges, PushFault, TargetGate.Pass)
        case completionEnds(Int, PushFault, TargetGate.Pass)
        /// An operator does something.
        case act

        /// Whether it happens though the process has died meanwhile.
        var outlivesProcess: Bool {
            switch self {
            case .invoke, .act: true
            default: false
            }
        }
    }

    let at: MonotonicTime
    /// Of the same moment the earlier one first.
    let number: Int
    let kind: Kind
}
