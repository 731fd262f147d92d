/// What can go wrong at the simulated product. The switches are named `<route>-<kind>`, such as
/// `import-503` or `completion-reset-after`.
package struct ProductFault: Hashable, Sendable {
    /// The three calls a bridge makes to the product.
    package enum Route: String, CaseIterable, Hashable, Sendable {
        case export
        case `import`
        case completion
    }

    /// What becomes of a call.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case badRequest = "400"
        case unauthorized = "401"
        case notFound = "404"
        case tooMany = "429"
        case serverError = "500"
        case badGateway = "502"
        case unavailable = "503"
        case gatewayTimeout = "504"
        case reset
        case close
        case hang
        /// The call takes effect, but its answer is a 503.
        case unavailableAfter = "503-after"
        /// The call takes effect, but its answer is lost.
        case resetAfter = "reset-after"
        /// The answer's body is cut in half.
        case truncated

        /// Whether the call takes effect.
        var takesEffect: Bool {
            switch self {
            case .unavailableAfter, .resetAfter, .truncated: true
            default: false
            }
        }

        /// One line for people.
        package var explanation: String {
            switch self {
            case .badRequest: "400, nothing happened"
            case .unauthorized: "401 although the token is right"
            case .notFound: "404, nothing happened"
            case .tooMany: "429, with Retry-After when retry-after is set"
            case .serverError: "500, nothing happened"
            case .badGateway: "502, nothing happened"
            case .unavailable: "503, nothing happened"
            case .gatewayTimeout: "504, nothing happened"
            case .reset: "connection reset, nothing happened"
            case .close: "connection closed without an answer, nothing happened"
            case .hang: "no answer, nothing happened"
            case .unavailableAfter: "503 although the call took effect"
            case .resetAfter: "connection reset after the call took effect"
            case .truncated: "the answer's body is cut in half"
            }
        }
    }

    /// Which calls it strikes.
    package let route: Route
    /// What becomes of them.
    package let kind: Kind

    /// This fault on these calls.
    package init(_ route: Route, _ kind: Kind) {
        self.route = route
        self.kind = kind
    }

    /// Reads the name of a switch.
    package init?(name: String) {
        let parts = name.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let route = Route(rawValue: String(parts[0])),
            let kind = Kind(rawValue: String(parts[1]))
        else { return nil }
        self.init(route, kind)
    }

    /// The name of the switch.
    package var name: String { "\(route.rawValue)-\(kind.rawValue)" }
}
