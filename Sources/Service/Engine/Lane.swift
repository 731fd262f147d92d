import Bridge

/// What waits for one target (a mapping, MPO's main API, a product's host) in order, and the gate
/// before that target.
final class Lane {
    /// Something of an invocation that waits for its turn.
    struct Entry {
        let invocation: OpenInvocation
        /// `nil`: rows.
        let errand: InvocationMachine.ErrandKind?
        let since: MonotonicTime

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
    /// Further ones, which are left to the store.
    var left = LeftInvocations()
    /// When it was served last, in turns: of two lanes that are equal otherwise, the one that was
    /// served longer ago comes first.
    var servedAt = 0
    /// An operator lets no call leave.
    var isHeld = false
    /// Why a call failed last.
    var lastTrouble: Trouble?

    /// That a target is not well, and since when.
    struct Trouble {
        let label: String
        let at: UnixTime

        init(_ label: String, at time: UnixTime) {
            self.label = label
            at = time
        }
    }

    init(_ kind: Kind, _ name: String, gate: TargetGate) {
        self.kind = kind
        self.name = name
        self.gate = gate
    }

    /// Entries that stay in memory while others wait for a place: enough for any turn.
    static let keptMax = 64

    /// In a lane that flows, an entry is not sent out of memory before it has waited for so long:
    /// most are served sooner, and to read them again would cost more than it gives others.
    private static let patience = Duration.seconds(2)

    /// Entries that need not be in memory while others wait for a place.
    ///
    /// - Parameter wanted: how many the lane can make use of soon.
    func surplus(_ wanted: Int, _ now: MonotonicTime) -> [Entry] {
        // One stays unless nobody may go: it is the next probe.
        let behind = queue.all.dropFirst(isHeld ? 0 : max(1, wanted))
        if gate.state == .open || wanted == 0 { return Array(behind) }
        return behind.filter { $0.since.duration(to: now) >= Self.patience }
    }

    /// How many entries this target can make use of soon; for a paused one that is none until its
    /// next probe is due.
    func wanted(_ now: MonotonicTime) -> Int { isHeld ? 0 : Self.wanted(gate, now) }

    static func wanted(_ gate: TargetGate, _ now: MonotonicTime) -> Int {
        switch gate.state {
        case .open: gate.admissible(now)
        case .halfOpen, .closed: keptMax
        }
    }
}
