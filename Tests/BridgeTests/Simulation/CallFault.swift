import Bridge

/// How one call to MPO ends when it does not end well, and what MPO has done by then.
enum CallFault: String, CaseIterable {
    /// Each operation gets an answer of its own.
    case none
    /// No connection: nothing arrives.
    case connectionRefused
    /// 429: nothing is done.
    case tooManyRequests
    /// A 503 that the configuration marks safe: nothing is done.
    case safelyUnavailable
    /// 200 with `conveyor_is_not_active`: nothing is done.
    case processPaused
    /// 401: nothing is done, and no other row would fare better.
    case unauthorized
    /// The connection broke before MPO had read it all.
    case requestLost
    /// MPO did it all, and its answer was lost.
    case answerLost
    /// 500: some of it was done.
    case serverError
    /// 200 with `Timeout for create task`: the tasks run on.
    case taskTimeout

    /// What every row of the call comes to; `nil` when each has an answer of its own.
    var outcome: OutcomeClass? {
        switch self {
        case .none: nil
        case .connectionRefused: .notSent
        case .tooManyRequests, .safelyUnavailable, .processPaused: .notNow
        case .unauthorized: .refused
        case .requestLost, .answerLost, .serverError, .taskTimeout: .unknown
        }
    }

    /// Whether the target itself answered as one that is in order.
    var isTargetWell: Bool {
        switch self {
        case .none, .processPaused, .unauthorized, .taskTimeout: true
        default: false
        }
    }

    /// Whether the answer says that other rows of the mapping need not be tried now.
    var isMappingPaused: Bool { self == .processPaused || self == .unauthorized }

    /// What an outage looks like.
    static let outages: [CallFault] = [.connectionRefused, .safelyUnavailable]
}
