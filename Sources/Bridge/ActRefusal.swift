/// Why an act was not begun. Nothing of it was done, and nothing of it is on record.
package enum ActRefusal: Error, Hashable, Sendable {
    /// The request contradicts itself.
    case invalid(String)
    /// There is no such invocation or row.
    case notFound(String)
    /// No row (or invocation) is in a state in which the act would change anything.
    case nothingToDo(String)
    /// Not at this moment: something is under way that must end first.
    case busy(String)
    /// The store takes nothing at this moment.
    case store(label: String)

    /// One word, for answers that programs read.
    package var label: String {
        switch self {
        case .invalid: "invalid"
        case .notFound: "not_found"
        case .nothingToDo: "nothing_to_do"
        case .busy: "busy"
        case .store: "store"
        }
    }
}

extension ActRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .invalid(let reason), .notFound(let reason), .nothingToDo(let reason): reason
        case .busy(let reason): "\(reason): try again in a moment"
        case .store(let label):
            "the store takes nothing now (\(label)): nothing was done; try again when it does"
        }
    }
}
