/// Why there is no answer, and how much of the request had left by then.
package struct TransferError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// The name has no address, or no name server answered.
        case resolve
        /// No connection: refused, unreachable.
        case connect
        /// No TLS session: the certificate, its name, the protocol's version.
        case tls
        /// The certificate is good, and its key is none of those that are pinned.
        case pinMismatch
        /// Every address of the name lies in a range that the policy refuses.
        case addressRefused
        /// The URL's scheme is not `https`, or not `http` where the policy allows it.
        case schemeRefused
        /// The URL cannot be read, or holds a user or a password.
        case badURL
        /// A header line that HTTP does not allow, or that is not the caller's to set.
        case badHeader
        /// No connection within `connectTimeout` or `totalTimeout`: nothing has left.
        case connectTimedOut
        /// The request left, and no answer began within `firstByteTimeout`.
        case noFirstByte
        /// The request left at least in part, and all of it took longer than `totalTimeout`.
        case timedOut
        /// The connection broke while the answer was awaited or read.
        case reset
        /// The other side closed before the answer, or in the middle of it.
        case closedEarly
        /// The connection broke while the request was written.
        case sendFailed
        /// A connection died after a byte of the request was written, and the request is not safe
        /// to repeat: libcurl would have sent it again, and was kept from it.
        case notRepeated
        /// The answer is longer than `responseBytesMax`.
        case tooLarge
        /// What came is not HTTP, or its head has no end.
        case badAnswer
        /// Somebody here did not want it any more.
        case cancelled
        /// The loop ended first.
        case stopped
        /// Anything else, with libcurl's code: curl.se/libcurl/c/libcurl-errors.html.
        case other(code: Int)

        /// A word of a closed set, for metrics.
        package var label: String {
            switch self {
            case .resolve: "resolve"
            case .connect: "connect"
            case .tls: "tls"
            case .pinMismatch: "pin_mismatch"
            case .addressRefused: "address_refused"
            case .schemeRefused: "scheme_refused"
            case .badURL: "bad_url"
            case .badHeader: "bad_header"
            case .connectTimedOut: "connect_timed_out"
            case .noFirstByte: "no_first_byte"
            case .timedOut: "timed_out"
            case .reset: "reset"
            case .closedEarly: "closed_early"
            case .sendFailed: "send_failed"
            case .notRepeated: "not_repeated"
            case .tooLarge: "too_large"
            case .badAnswer: "bad_answer"
            case .cancelled: "cancelled"
            case .stopped: "stopped"
            case .other: "other"
            }
        }
    }

    package let reason: Reason

    /// How many bytes of the request's header and body were handed to the network at least; 0 means
    /// that certainly none was. TLS handshakes do not count.
    package let requestBytesSent: Int

    /// What happened, in words, with a host and an address perhaps. Never a path or a query: those
    /// hold signatures.
    package let message: String

    package let times: TransferTimes

    package init(
        reason: Reason, requestBytesSent: Int, message: String,
        times: TransferTimes = TransferTimes()
    ) {
        self.reason = reason
        self.requestBytesSent = requestBytesSent
        self.message = message
        self.times = times
    }

    /// For what went wrong before anything was sent.
    package init(unsent reason: Reason, _ message: String) {
        self.init(reason: reason, requestBytesSent: 0, message: message)
    }

    /// Whether the other side cannot have seen any of it, so that sending it again is safe.
    package var isCertainlyUnsent: Bool { requestBytesSent == 0 }
}

extension TransferError: CustomStringConvertible {
    package var description: String { "\(reason.label): \(message)" }
}
