import Bridge
import Testing

@Suite struct `The decision on a row` {
    struct Line: Sendable, CustomTestStringConvertible {
        let outcome: OutcomeClass
        let policy: UnknownPolicy
        let exists: Bool
        let decision: Decision

        var testDescription: String {
            "\(outcome), \(policy)\(exists ? ", surely created" : "")"
        }
    }

    @Test func `does not send a row of an idempotent process for ever`() {
        func decision(_ attempt: Int) -> Decision {
            .after(.unknown, onUnknown: .retry, taskSurelyExists: false, attempt: attempt)
        }
        #expect(decision(Decision.attemptsMax - 1) == .sendAgain(spendsAttempt: true))
        #expect(decision(Decision.attemptsMax) == .reportUnknown)
    }

    @Test func `does not take a later refusal for news of an earlier attempt`() {
        func decision(_ attempt: Int, _ policy: UnknownPolicy, canLookUp: Bool = false) -> Decision
        {
            .after(
                .refused, onUnknown: policy, taskSurelyExists: false, attempt: attempt,
                canLookUp: canLookUp)
        }
        for policy in UnknownPolicy.allCases {
            #expect(decision(1, policy) == .fail)
            #expect(decision(1, policy, canLookUp: true) == .fail)
            #expect(decision(2, policy) == (policy == .hold ? .hold : .reportUnknown))
            #expect(decision(2, policy, canLookUp: true) == .lookUp)
        }
    }

    @Test func `asks MPO first where it can, and only about what is unknown`() {
        for outcome in OutcomeClass.allCases {
            for policy in UnknownPolicy.allCases {
                let decision = Decision.after(
                    outcome, onUnknown: policy, taskSurelyExists: false, canLookUp: true)
                #expect((decision == .lookUp) == (outcome == .unknown || outcome == .exists))
            }
        }
    }

    @Test func `after a look-up never sends again what runs or surely exists`() {
        for finding in Decision.Finding.allCases {
            for policy in UnknownPolicy.allCases {
                for (exists, isOverdue) in [(false, false), (false, true), (true, true)] {
                    let decision = Decision.afterLookUp(
                        finding, onUnknown: policy, taskSurelyExists: exists, attempt: 1,
                        isOverdue: isOverdue)
                    let expected: Decision
                    switch (finding, policy) {
                    case (.ended, _): expected = .succeed
                    case (.running, _) where !isOverdue, (.unclear, _) where !isOverdue:
                        expected = .lookUp
                    case (_, .report): expected = .reportUnknown
                    case (_, .hold): expected = .hold
                    case (.running, .retry): expected = .reportUnknown
                    case (_, .retry):
                        expected =
                            exists ? .reportUnknown : .sendAgain(spendsAttempt: true)
                    }
                    #expect(decision == expected, "\(finding) \(policy) \(exists) \(isOverdue)")
                }
            }
        }
    }

    /// Every combination there is.
    static let table: [Line] = {
        var lines: [Line] = []
        for outcome in OutcomeClass.allCases {
            for policy in UnknownPolicy.allCases {
                for exists in [false, true] {
                    lines.append(
                        Line(
                            outcome: outcome, policy: policy, exists: exists,
                            decision: expected(outcome, policy, exists)))
                }
            }
        }
        return lines
    }()

    private static func expected(
        _ outcome: OutcomeClass, _ policy: UnknownPolicy, _ exists: Bool
    ) -> Decision {
        switch (outcome, policy, exists) {
        case (.done, _, _): .succeed
        case (.refused, _, _): .fail
        case (.notSent, _, _), (.notNow, _, _): .sendAgain(spendsAttempt: false)
        case (_, .report, _): .reportUnknown
        case (_, .hold, _): .hold
        case (.unknown, .retry, false): .sendAgain(spendsAttempt: true)
        case (_, .retry, _): .reportUnknown
        }
    }

    @Test(arguments: table)
    func `follows from its outcome and the mapping's policy`(line: Line) {
        let decision = Decision.after(
            line.outcome, onUnknown: line.policy, taskSurelyExists: line.exists)
        #expect(decision == line.decision)
    }

    @Test func `never sends a row again whose task may exist, unless its process is idempotent`() {
        for line in Self.table where line.outcome == .unknown || line.outcome == .exists {
            guard case .sendAgain = line.decision else { continue }
            #expect(line.policy == .retry && line.outcome == .unknown && !line.exists)
        }
    }

    @Test func `spends an attempt only when the row may have been sent`() {
        for line in Self.table {
            guard case .sendAgain(let spendsAttempt) = line.decision else { continue }
            #expect(spendsAttempt == (line.outcome == .unknown))
        }
    }
}

@Suite struct `The words` {
    @Test func `tell which states of a row are final`() {
        let final = ExceptionState.allCases.filter(\.isFinal)
        #expect(final == [.succeeded, .failed, .unknown])
    }

    @Test func `tell which states of an invocation are open`() {
        let closed = InvocationState.allCases.filter { !$0.isOpen }
        #expect(closed == [.completed, .halted])
    }

    @Test func `find each id of an invocation`() {
        let context = InvocationContext(
            appID: "appId", installID: "installId", instanceID: "instanceId",
            serviceID: "serviceId", tenantID: "tenantId", productID: "productId")
        for field in ContextField.allCases { #expect(context[field] == field.rawValue) }
    }

    @Test func `of a mapping match an invocation when all of them are equal`() {
        let context = InvocationContext(
            appID: "a", installID: "i", instanceID: "n", serviceID: "s", tenantID: "t",
            productID: "p")
        func matches(_ match: [ContextField: String]) -> Bool {
            Mapping(
                name: "m", match: match, processID: [], processField: "processID", extra: [],
                parameters: nil, result: ResultRule(pointer: "", columns: nil),
                operationsPerCall: 1, onUnknown: .report, text: []
            ).matches(context)
        }
        #expect(matches([:]))
        #expect(matches([.serviceID: "s"]))
        #expect(matches([.serviceID: "s", .tenantID: "t"]))
        #expect(!matches([.serviceID: "s", .tenantID: "T"]))
        #expect(!matches([.serviceID: ""]))
    }
}
