internal import HTTPWire
internal import JSON

extension ProductDesk {
    /// Takes the word that an invocation is over.
    mutating func complete(
        _ call: ProductCall, _ invocation: inout ProductInvocation, isAnswerLost: Bool
    ) -> Response {
        guard invocation.shape.hasCompletion,
            call.method.rawValue == invocation.shape.completionMethod.rawValue
        else { return refuse(call, 405, "\(call.method.rawValue) was not announced") }
        guard let text = try? JSONText(call.body), text.root["status"]?.string == "COMPLETED",
            text.root.members.count(where: { _ in true }) == 1
        else { return refuse(call, 400, #"the body is not {"status":"COMPLETED"}"#) }
        if invocation.counts.completions > 0 {
            invocation.counts.completionsAgain += 1
            if invocation.counts.completionsAgain > invocation.counts.completionAnswersLost {
                ledger.violate("completion: invocation \(invocation.number) was completed before")
            }
            return .json(200, Self.empty)
        }
        if isAnswerLost { invocation.counts.completionAnswersLost += 1 }
        invocation.counts.completions = 1
        if invocation.shape.hasImport, invocation.counts.reported < invocation.rows {
            invocation.counts.completionsEarly += 1
            ledger.violate(
                "completion: invocation \(invocation.number) has "
                    + "\(invocation.rows - invocation.counts.reported) rows without a result")
        }
        return .json(200, Self.empty)
    }
}
