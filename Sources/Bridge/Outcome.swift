/// Was it sent? Every call to MPO, and every operation in it, ends in exactly one of these.
package enum OutcomeClass: String, CaseIterable, Sendable {
    /// No byte of the request left: try again, no attempt is spent.
    case notSent
    /// Refused for the moment, surely without a task: try again later.
    case notNow
    /// Refused for good, surely without a task: the row has failed.
    case refused
    /// Nobody can say whether a task was created.
    case unknown
    /// A task of this reference exists from an earlier attempt of ours.
    case exists
    /// The process answered.
    case done
}

/// How one row stands when it is not simply "queued" or "succeeded at the first attempt":
/// the rows that need attention, which have a record each.
package enum ExceptionState: String, CaseIterable, Sendable {
    /// Will be sent (again) when its time has come.
    case waiting
    /// Sent again: the intent of a second or later attempt.
    case sending
    /// Nobody knows whether its task exists: it is looked up by its reference until that is known.
    case reconciling
    /// Nobody knows whether its task exists; an operator decides (`onUnknown: hold`).
    case held
    /// Final: succeeded at a later attempt.
    case succeeded
    /// Final: refused, or could not be mapped.
    case failed
    /// Final: nobody knows whether its task exists; reported so.
    case unknown

    package var isFinal: Bool {
        switch self {
        case .succeeded, .failed, .unknown: true
        case .waiting, .sending, .reconciling, .held: false
        }
    }
}
