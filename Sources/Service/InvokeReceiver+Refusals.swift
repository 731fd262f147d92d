import AMS
import Bridge
import Crypto
import HTTPServer
import HTTPWire

/// What the receiver says no to, in the product's own form of an answer, and in the log.
extension InvokeReceiver {
    func tlsFailed(_ error: TLSError, from peer: PeerAddress) {
        log.tlsFailed(from: peer.host, moment: error.moment.rawValue, reason: error.reason)
    }

    /// What the server refuses by itself looks like any other refusal.
    func refusal(_ refusal: ServerRefusal, from peer: PeerAddress) -> Response {
        let answer: Metrics.InvokeAnswer =
            switch refusal {
            case .unreadable: .malformed
            case .bodyTooLarge: .tooLarge
            case .headerTooSlow, .bodyTooSlow: .tooSlow
            case .tooManyBodies, .handlerTooSlow: .overloaded
            }
        return self.refusal(refusal.status, refusal.text, answer, Caller(peer: peer))
    }

    /// Who is refused, for the log.
    struct Caller {
        let peer: PeerAddress
        /// Of a token that holds; nil before that is known.
        var tenantID: String?
    }

    func refusal(
        _ status: Int, _ message: String, _ answer: Metrics.InvokeAnswer, _ caller: Caller
    ) -> Response {
        metrics.invokes.add(answer)
        log.invokeRefused(
            status: status, reason: message, from: caller.peer.host, tenantID: caller.tenantID)
        return .json(status, InvokeAnswer.refused(message))
    }

    /// The caller learns nothing but that it is not let in: each such answer has the same bytes,
    /// and ends the connection, whether the head or the body gave the reason. The log has it.
    func unauthorized(_ error: TokenError, _ caller: Caller) -> Response {
        metrics.invokes.add(.unauthorized)
        log.tokenRefused(
            reason: error.text, from: caller.peer.host, tenantID: caller.tenantID)
        var answer = Response.json(401, InvokeAnswer.refused("401 Unauthorized"))
        // "The server generating a 401 response MUST send a WWW-Authenticate header field" (RFC
        // 9110 §15.5.2); RFC 6750 §3 has this one, and no more where nothing is to be told.
        answer.headers = [("WWW-Authenticate", "Bearer")]
        answer.closesConnection = true
        return answer
    }

    func unmapped(_ context: InvocationContext, _ caller: Caller) -> Response {
        let ids = ContextField.allCases.map { "\($0.rawValue) \(context[$0])" }
        return refusal(
            404, "no mapping for " + ids.joined(separator: ", "), .unmapped, caller)
    }

    /// Seconds after which a refused invoke is worth trying again.
    private static let retryAfterSeconds = 5

    func overloaded(
        _ reason: String, _ why: Metrics.InvokeAnswer, _ caller: Caller
    ) -> Response {
        var answer = refusal(503, reason, why, caller)
        answer.headers.append(("Retry-After", String(Self.retryAfterSeconds)))
        return answer
    }
}
