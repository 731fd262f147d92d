import Bridge

/// All that is known about a call once it is over.
package enum Evidence: Sendable {
    /// Not a byte of it left: resolving, connecting or TLS failed, or a policy refused the address.
    /// The label is the transport's word for it.
    case certainlyUnsent(label: String)
    /// Bytes of it left, and no whole answer came back. The label is the transport's word for it.
    case lostAfterSend(label: String)
    /// All of it left, and no answer began within the time in which MPO answers for a process, come
    /// what may. The label is the transport's word for it.
    case unanswered(label: String)
    /// A whole HTTP answer. `retryAfter` is the value of its Retry-After field.
    case answered(status: Int, retryAfter: String?, body: [UInt8])
}

/// What was asked for: the operations of a call in the order in which it names them.
package struct SentCall: Sendable {
    /// The references of the rows' invocation; `nil` when none were sent.
    package let references: TaskReferences?
    /// The row of each operation.
    package let rows: [Int]
    /// Whether an earlier attempt of these rows may have created their tasks: a reference that is
    /// taken is then our own.
    package let isRepeat: Bool

    package init(references: TaskReferences?, rows: [Int], isRepeat: Bool) {
        precondition(!rows.isEmpty && rows.count <= Limits.operationsPerCallMax)
        self.references = references
        self.rows = rows
        self.isRepeat = isRepeat
    }
}
