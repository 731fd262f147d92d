import Bridge

/// How things stand on the engine's thread, as of one turn.
package struct EngineStatus: Sendable {
    /// MPO, its main API, a mapping or a product's host: what calls go to, through a gate.
    struct Target: Sendable {
        enum Kind: String, Sendable {
            case mpo
            case lookUps = "look-ups"
            case mapping, host
        }

        let kind: Kind
        /// Of the mapping, or scheme, host and port.
        let name: String
        let gate: TargetGate.State
        let callsInFlight: Int
        let callsInFlightMax: Int
        /// Invocations that wait for their turn here; those that gave up their place included.
        let waiting: Int
        /// `nil`: for nothing.
        let waitsFor: Wait?
        /// When the next call may leave without an event, if that is known.
        let opensAt: UnixTime?
        /// Why a call failed last, and when; from before the process started nothing is known.
        let lastTrouble: (label: String, at: UnixTime)?

        /// Whether there is anything to tell about it.
        var isNotable: Bool { waitsFor != nil || gate != .closed || lastTrouble != nil }
    }

    /// What keeps the next call from leaving.
    enum Wait: String, Sendable {
        /// `mpo-bridge resume --mapping NAME`
        case anOperator = "operator"
        /// A call that finds out whether the target is back.
        case probe
        /// A call in flight has to end.
        case place
        /// Operations a second.
        case rate
    }

    /// MPO and its main API first; of mappings and hosts those that are notable or have calls.
    let targets: [Target]
    /// Those that found no place in the list.
    let targetsLeftOut: Int
    /// Rows whose call is under way, or about to leave.
    let rowsInFlight: Int

    /// Mappings, and hosts, that are listed at most.
    static let targetsMax = 50
}
