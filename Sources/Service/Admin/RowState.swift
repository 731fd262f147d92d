import Bridge

/// How a row stands, as people are told: the states that have a record of their own, and the two
/// that follow from cursors.
enum RowState: String, CaseIterable, Sendable {
    /// Here, and not sent yet.
    case queued
    case waiting
    case sending
    case reconciling
    case held
    case succeeded
    case failed
    case unknown

    init(_ state: ExceptionState) {
        switch state {
        case .waiting: self = .waiting
        case .sending: self = .sending
        case .reconciling: self = .reconciling
        case .held: self = .held
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .unknown: self = .unknown
        }
    }

    /// A row without a record of its own.
    ///
    /// - Parameter isInCall: whether the record of a call covers it.
    init(row: Int, isInCall: Bool, _ progress: Progress) {
        if isInCall {
            self = .succeeded
        } else {
            self = row < progress.claimedTo ? .sending : .queued
        }
    }

    /// The state of a record in which all of these rows are found; `nil` for those that mostly have
    /// none.
    var recorded: ExceptionState? {
        switch self {
        case .waiting: .waiting
        case .reconciling: .reconciling
        case .held: .held
        case .failed: .failed
        case .unknown: .unknown
        case .queued, .sending, .succeeded: nil
        }
    }

    var isFinal: Bool { self == .succeeded || self == .failed || self == .unknown }
}
