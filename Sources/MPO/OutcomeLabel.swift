/// Why an operation ended as it did: the closed vocabulary of metrics and logs.
package enum OutcomeLabel: String, CaseIterable, Hashable, Sendable {
    case done
    /// The transport failed before a byte was written.
    case notSent = "not_sent"
    /// The transport failed afterwards.
    case lost
    /// The call left, and not a byte of an answer came in time.
    case unanswered
    /// 429, or an answer that says the same.
    case rateLimited = "rate_limited"
    /// 503 where the configuration calls it safe.
    case unavailable
    /// The process is paused.
    case paused
    /// MPO could not read the call.
    case badRequest = "bad_request"
    /// MPO found the operation's content at fault.
    case invalid
    /// The API user may not use the process.
    case accessDenied = "access_denied"
    /// The signature, the user or the clock is wrong.
    case authentication
    /// 3xx: the configured address is not MPO's.
    case redirected
    case serverError = "server_error"
    case unexpectedStatus = "unexpected_status"
    /// 200 with something else than a whole answer of MPO's form.
    case unreadable
    /// More or fewer answers than operations.
    case wrongCount = "wrong_count"
    /// Answers that bear each other's references.
    case misplaced
    /// The request failed, and every operation in it succeeded.
    case contradiction
    /// The process was started and did not answer in time.
    case timedOut = "timed_out"
    /// The reference belongs to a task of an earlier attempt of ours.
    case exists
    /// The reference belongs to a task that we did not create.
    case foreignReference = "foreign_reference"
    /// MPO said something that the table does not know.
    case unrecognised
}
