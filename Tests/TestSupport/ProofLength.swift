import Glibc

/// How long the long proofs run: a quick cut by default, all of it when the environment says
/// `MPO_BRIDGE_PROOF=full`.
package enum ProofLength: String, Sendable {
    case quick, full

    /// The one that the environment asks for.
    package static let current: ProofLength = {
        guard let text = unsafe getenv("MPO_BRIDGE_PROOF") else { return .quick }
        guard let length = ProofLength(rawValue: unsafe String(cString: text)) else {
            preconditionFailure("MPO_BRIDGE_PROOF is quick or full")
        }
        return length
    }()

    /// The number (of seeds, kills, cells) that goes with the length.
    package func callAsFunction<Value>(quick: Value, full: Value) -> Value {
        switch self {
        case .quick: quick
        case .full: full
        }
    }
}
