/// What reads bytes of strangers. Each target takes any bytes at all: whatever they are, the code
/// answers with a value or a typed error, and what it answers keeps the rules that the target
/// states. A trap, a hang or a broken rule is a defect.
package enum FuzzTarget: String, CaseIterable, Sendable {
    /// HTTP requests at the receiver.
    case request
    /// JSON texts.
    case json
    /// Bearer tokens, wrongly and rightly signed.
    case token
    /// The body of an invoke.
    case invoke
    /// The answer of a product's export endpoint.
    case page
    /// MPO's answers to calls and to look-ups.
    case answer
    /// The configuration file.
    case configuration

    /// Runs the target. Ends the process when a rule is broken.
    package func run(_ bytes: [UInt8]) {
        switch self {
        case .request: RequestRules.check(bytes)
        case .json: JSONRules.check(bytes)
        case .token: TokenChecks.check(bytes)
        case .invoke: MessageRules.checkInvoke(bytes)
        case .page: MessageRules.checkPage(bytes)
        case .answer: AnswerRules.check(bytes)
        case .configuration: ConfigurationRules.check(bytes)
        }
    }
}
