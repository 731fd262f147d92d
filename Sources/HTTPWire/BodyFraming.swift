/// How the end of a request's body is found (RFC 9112 §6).
package enum BodyFraming: Hashable, Sendable {
    /// Neither Content-Length nor Transfer-Encoding: no body.
    case none
    /// Exactly so many bytes.
    case length(Int)
    /// Chunks, the last of which is empty.
    case chunked

    /// Whether a byte of body can follow the head.
    package var hasBody: Bool { self != .none && self != .length(0) }
}
