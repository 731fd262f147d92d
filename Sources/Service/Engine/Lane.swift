import Bridge

/// What waits for one target (a mapping, MPO's main API, a product's host) in order, and the gate
/// before that target.
final class Lane {
    /// Something of an invocation that waits for its turn.
    struct Entry {
        let invocation: OpenInvocation
        /// `nil`: rows.
        let errand: InvocationMachine.ErrandKind?

        /// What one call of it may ask of the gate.
        var operations: Int { errand == nil ? invocation.mapping.operationsPerCall : 1 }
    }

    /// What stands at the other side.
    enum Kind {
        /// MPO's sync server, for the rows of one mapping.
        case rows
        /// MPO's main API.
        case lookUps
        /// A product's host.
        case host
    }

    let kind: Kind
    let name: String
    var gate: TargetGate
    var queue = FIFO<Entry>()
    /// Invocations that gave up their place and wait for this target.
    var resting = FIFO<RestingInvocations.Ticket>()
    /// When it was served last, in turns: of two lanes that are equal otherwise, the one that was
    /// served longer ago comes first.
    var servedAt = 0

    init(_ kind: Kind, _ name: String, gate: TargetGate) {
        self.kind = kind
        self.name = name
        self.gate = gate
    }

    /// Entries that stay in memory while others wait for a place: enough for any turn.
    static let keptMax = 64

    /// How many entries this target can make use of soon; for a paused one that is none until its
    /// next probe is due.
    func wanted(_ now: MonotonicTime) -> Int { Self.wanted(gate, now) }

    static func wanted(_ gate: TargetGate, _ now: MonotonicTime) -> Int {
        switch gate.state {
        case .open: gate.admissible(now)
        case .halfOpen, .closed: keptMax
        }
    }
}
