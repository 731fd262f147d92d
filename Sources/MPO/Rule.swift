package import Bridge

/// One line of the table that says what a call's evidence means.
package struct Rule: Sendable {
    /// The line's name: unique, and a sentence that a test can show.
    package let name: String
    let pattern: Pattern
    package let outcome: OutcomeClass
    package let label: OutcomeLabel
    package let followUp: FollowUp
    package let isSurelyCreated: Bool
    /// What people are told, before MPO's own words.
    let explanation: String

    init(
        _ name: String, _ pattern: Pattern, _ outcome: OutcomeClass, _ label: OutcomeLabel,
        _ explanation: String, followUp: FollowUp = .none, isSurelyCreated: Bool = false
    ) {
        self.name = name
        self.pattern = pattern
        self.outcome = outcome
        self.label = label
        self.followUp = followUp
        self.isSurelyCreated = isSurelyCreated
        self.explanation = explanation
    }

    /// Which findings a line is about.
    enum Pattern: Sendable {
        case unsent
        case lost
        case unanswered
        case status(ClosedRange<Int>)
        case unreadable
        case wrongCount
        case misplaced
        case contradiction
        case request(Phrases)
        case operationDone
        case operation(Phrases)
        /// As `operation`, for rows whose task an earlier attempt may have created.
        case repeatedOperation(Phrases)
        case anyOperation
    }

    /// What was found out about a call or about one of its operations.
    enum Finding {
        case unsent
        case lost
        case unanswered
        case status(Int)
        case unreadable
        case wrongCount
        case misplaced
        case contradiction
        /// The whole request failed: what MPO says of it, normalised, once for each answer in it.
        case request([[UInt8]])
        case operationDone
        /// An operation failed: what MPO says of it, normalised.
        case operation([UInt8], isRepeat: Bool)
    }

    func matches(_ finding: Finding) -> Bool {
        switch (pattern, finding) {
        case (.unsent, .unsent), (.lost, .lost), (.unanswered, .unanswered),
            (.unreadable, .unreadable), (.wrongCount, .wrongCount), (.misplaced, .misplaced),
            (.contradiction, .contradiction), (.operationDone, .operationDone),
            (.anyOperation, .operation):
            true
        case (.status(let range), .status(let status)): range.contains(status)
        case (.request(let phrases), .request(let texts)):
            texts.allSatisfy { phrases.isFound(in: $0) }
        case (.operation(let phrases), .operation(let text, _)): phrases.isFound(in: text)
        case (.repeatedOperation(let phrases), .operation(let text, let isRepeat)):
            isRepeat && phrases.isFound(in: text)
        default: false
        }
    }
}
