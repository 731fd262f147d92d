package import Crypto
package import HTTPWire

/// A complete request.
package struct Request: Sendable {
    package let head: RequestHead
    /// Chunking is taken off.
    package let body: [UInt8]
    package let peer: PeerAddress
    /// When it was complete, in nanoseconds of CLOCK_MONOTONIC: delays of answers count from here.
    package let completeAt: Int64
    /// What the handler noted when it admitted the request.
    package let note: (any Sendable)?

    /// The same with another note: for a handler that stands before another one.
    package func with(note: (any Sendable)?) -> Request {
        Request(head: head, body: body, peer: peer, completeAt: completeAt, note: note)
    }
}

/// What becomes of a request whose body was not read yet.
package enum Admission: Sendable {
    /// Read the body, of at most so many bytes, then handle it. A longer one is answered with 413.
    /// The note comes back with the request, so that nothing is found out twice.
    case body(max: Int, note: (any Sendable)? = nil)
    /// Answer at once. When a body was announced it is not read, and the connection closes.
    case answer(Response)
}

/// What a server does with requests. All methods run on the loop's thread and must not block it.
package protocol RequestHandler: Sendable {
    /// The head has come. The place to check the path, the method and the token.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission

    /// The request is complete. Answer now, or later from any thread; answers go out in the order
    /// of the requests.
    func handle(_ request: Request, _ responder: Responder)

    /// The server refuses a request, or what should have become one: how that is said. For the log,
    /// too. The connection closes after it, whatever the answer says.
    func refusal(_ refusal: ServerRefusal, from peer: PeerAddress) -> Response

    /// TLS ended a connection: a client that cannot agree, that does not trust the certificate, or
    /// that speaks something else. For the log; nothing is expected, and by default nothing done.
    func tlsFailed(_ error: TLSError, from peer: PeerAddress)
}

extension RequestHandler {
    /// A plain text for people.
    package func refusal(_ refusal: ServerRefusal, from peer: PeerAddress) -> Response {
        .text(refusal.status, refusal.text + "\n")
    }

    /// Nothing is done: not everybody has a log.
    package func tlsFailed(_ error: TLSError, from peer: PeerAddress) {}
}
