package import Bridge

/// How a call ended, for each of its operations and as a whole.
package struct CallVerdict: Sendable {
    /// The answer's body, which the operations' ranges refer to; empty when there was none.
    package let body: [UInt8]
    /// In the order of the request, one for each operation of it, always.
    package let operations: [OperationVerdict]
    /// Whether every operation is done: the ordinary end.
    package let isDone: Bool
    package let followUp: FollowUp
    /// How long MPO asks us to wait, at most `Classification.retryAfterMax`; `nil` when it names no
    /// time.
    package let retryAfter: Duration?
    /// The transport's word for why there is no answer; `nil` when there is one.
    package let transport: String?

    init(
        body: [UInt8], operations: [OperationVerdict], followUp: FollowUp, retryAfter: Duration?,
        transport: String?
    ) {
        self.body = body
        self.operations = operations
        isDone = operations.allSatisfy { $0.outcome == .done }
        self.followUp = followUp
        self.retryAfter = retryAfter
        self.transport = transport
    }
}

/// How one operation ended.
package struct OperationVerdict: Hashable, Sendable {
    package let outcome: OutcomeClass
    package let label: OutcomeLabel
    /// For people: what happened, with MPO's own description, which may quote a cell: for the store
    /// and the product, never for a log. At most `Limits.reasonCharactersMax`; empty when done.
    package let text: String
    /// Where in the answer's body the operation's `data` is; `nil` unless done, and for an answer
    /// without data.
    package let data: Range<Int>?
    /// A task exists, although nobody knows its result: not even an idempotent process is sent it
    /// again.
    package let isSurelyCreated: Bool
}

/// What a call means for those that come after it.
package enum FollowUp: Hashable, Sendable {
    case none
    /// Refused for the signature: once, sign the same call anew (our clock may have been put
    /// right), then halt the mapping, since every row would fail.
    case signAnewThenHalt
    /// Halt the mapping: every row would fail.
    case halt
}
