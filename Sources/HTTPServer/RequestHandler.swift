package import Crypto
package import HTTPWire

/// A complete request.
package struct Request: Sendable {
    package let head: RequestHead
    /// Chunking is taken off.
    package let body: [UInt8]
    package let peer: PeerAddress
}

/// What becomes of a request whose body was not read yet.
package enum Admission: Sendable {
    /// Read the body, of at most so many bytes, then handle it. A longer one is answered with 413.
    case body(max: Int)
    /// Answer at once. When a body was announced it is not read, and the connection closes.
    case answer(Response)
}

/// What a server does with requests. Both methods run on the loop's thread and must not block it.
package protocol RequestHandler: Sendable {
    /// The head has come. The place to check the path, the method and the token.
    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission

    /// The request is complete. Answer now, or later from any thread; answers go out in the order
    /// of the requests.
    func handle(_ request: Request, _ responder: Responder)

    /// TLS ended a connection: a client that cannot agree, that does not trust the certificate, or
    /// that speaks something else. For the log; nothing is expected, and by default nothing done.
    func tlsFailed(_ error: TLSError, from peer: PeerAddress)
}

extension RequestHandler {
    /// Nothing is done: not everybody has a log.
    package func tlsFailed(_ error: TLSError, from peer: PeerAddress) {}
}
