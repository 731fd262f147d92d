internal import Bridge

/// The words of the schema, without a String each: these are bound with every step.
extension InvocationState {
    var word: StaticString {
        switch self {
        case .accepted: "accepted"
        case .pulling: "pulling"
        case .running: "running"
        case .completing: "completing"
        case .completed: "completed"
        case .halted: "halted"
        }
    }
}

extension ExceptionState {
    var word: StaticString {
        switch self {
        case .waiting: "waiting"
        case .sending: "sending"
        case .reconciling: "reconciling"
        case .held: "held"
        case .succeeded: "succeeded"
        case .failed: "failed"
        case .unknown: "unknown"
        }
    }
}

extension OutcomeClass {
    var word: StaticString {
        switch self {
        case .notSent: "notSent"
        case .notNow: "notNow"
        case .refused: "refused"
        case .unknown: "unknown"
        case .exists: "exists"
        case .done: "done"
        }
    }
}
