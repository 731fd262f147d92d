package import Bridge
import JSON

/// Decides what a call's evidence means: was it sent, was a task created, and what follows?
package struct Classification: Sendable {
    /// The table: the first line that matches counts.
    package let rules: [Rule]

    /// The longest wait that MPO can ask of us.
    package static let retryAfterMax = Duration.seconds(3_600)

    /// `duplicate` and `timeout` are what MPO says of a reference that is taken and of a process
    /// that did not answer in time; `retry503` means that a 503 comes from a limiter, before any
    /// task.
    package init(
        duplicate: Phrases = Phrases(Phrases.duplicateReference),
        timeout: Phrases = Phrases(Phrases.timeout), retry503: Bool = false
    ) {
        rules = Self.table(duplicate: duplicate, timeout: timeout, retry503: retry503)
    }

    /// Judges a call. `now` only serves to read a Retry-After that is a date.
    package func verdict(on evidence: Evidence, sent: SentCall, now: UnixTime) -> CallVerdict {
        switch evidence {
        case .certainlyUnsent(let label): return unanswered(.unsent, label, sent)
        case .lostAfterSend(let label): return unanswered(.lost, label, sent)
        case .unanswered(let label): return unanswered(.unanswered, label, sent)
        case .answered(200, let retryAfter, let body):
            let wait = RetryAfter.duration(retryAfter, now: now)
            return verdict(onOK: body, sent, retryAfter: wait)
        case .answered(let status, let retryAfter, let body):
            let detail = Answer(body)?.firstDescription.map { ": \($0)" } ?? ""
            return whole(
                .status(status), "HTTP \(status)\(detail)", sent, body: body,
                retryAfter: RetryAfter.duration(retryAfter, now: now))
        }
    }

    private func verdict(
        onOK body: [UInt8], _ sent: SentCall, retryAfter: Duration?
    ) -> CallVerdict {
        guard let answer = Answer(body, expected: sent.rows.count) else {
            return whole(.unreadable, "", sent, body: body)
        }
        let doneCount = answer.entries.count(where: \.isDone)
        guard answer.entries.count == sent.rows.count else {
            let refusal = Rule.Finding.request(
                answer.saidOfRequest.map { Phrases.normalised($0.utf8) })
            if !answer.requestIsOK, doneCount == 0, rules.contains(where: { $0.matches(refusal) }) {
                return whole(refusal, answer.saidOfRequest.first ?? "", sent, body: body)
            }
            let counts = "\(answer.entries.count) instead of \(sent.rows.count)"
            return whole(.wrongCount, counts, sent, body: body)
        }
        if !answer.requestIsOK, doneCount == answer.entries.count {
            return whole(.contradiction, answer.requestTag, sent, body: body)
        }
        switch answer.order(for: sent) {
        case .asSent: return verdict(answer, sent, order: nil, retryAfter)
        case .byReference(let order): return verdict(answer, sent, order: order, retryAfter)
        case .unclear: return whole(.misplaced, "", sent, body: body)
        }
    }

    /// `order`: for each operation, the index of its answer; `nil` when they are the same.
    private func verdict(
        _ answer: Answer, _ sent: SentCall, order: [Int]?, _ retryAfter: Duration?
    ) -> CallVerdict {
        var operations: [OperationVerdict] = []
        operations.reserveCapacity(sent.rows.count)
        var followUp = FollowUp.none
        for index in sent.rows.indices {
            let entry = answer.entries[order?[index] ?? index]
            if entry.isDone {
                operations.append(.done(entry.data))
                continue
            }
            let said = answer.said(entry)
            let finding = Rule.Finding.operation(
                Phrases.normalised(said.utf8), isRepeat: sent.isRepeat)
            let rule = rule(for: finding)
            operations.append(OperationVerdict(rule, said))
            if followUp == .none { followUp = rule.followUp }
        }
        return CallVerdict(
            body: answer.body, operations: operations, followUp: followUp,
            retryAfter: retryAfter, transport: nil)
    }

    private func unanswered(
        _ finding: Rule.Finding, _ label: String, _ sent: SentCall
    ) -> CallVerdict {
        whole(finding, label, sent, transport: label)
    }

    /// The same verdict on every operation.
    private func whole(
        _ finding: Rule.Finding, _ detail: String, _ sent: SentCall, body: [UInt8] = [],
        retryAfter: Duration? = nil, transport: String? = nil
    ) -> CallVerdict {
        let rule = rule(for: finding)
        let verdict = OperationVerdict(rule, detail)
        return CallVerdict(
            body: body, operations: [OperationVerdict](repeating: verdict, count: sent.rows.count),
            followUp: rule.followUp, retryAfter: retryAfter, transport: transport)
    }

    private func rule(for finding: Rule.Finding) -> Rule {
        guard let rule = rules.first(where: { $0.matches(finding) }) else {
            preconditionFailure("the table has no line for \(finding)")
        }
        return rule
    }
}

extension OperationVerdict {
    fileprivate init(_ rule: Rule, _ detail: String) {
        let text = detail.isEmpty ? rule.explanation : "\(rule.explanation) (\(detail))"
        self.init(
            outcome: rule.outcome, label: rule.label,
            text: rule.outcome == .done ? "" : String(text.prefix(Limits.reasonCharactersMax)),
            data: nil, isSurelyCreated: rule.isSurelyCreated)
    }

    /// The line of the table for `proc: ok`, without a look at it: nearly every operation ends so.
    fileprivate static func done(_ data: Range<Int>?) -> OperationVerdict {
        OperationVerdict(
            outcome: .done, label: .done, text: "", data: data, isSurelyCreated: true)
    }
}
