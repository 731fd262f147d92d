/// A request without its body, already checked: a handler never sees one that breaks a rule.
package struct RequestHead: Sendable {
    /// The versions this server speaks. A higher minor version counts as 1.1 (RFC 9110 §2.5).
    package enum Version: Hashable, Sendable { case http10, http11 }

    package let method: RequestMethod
    package let version: Version
    package let headers: HeaderFields
    /// How the body's end is found.
    package let framing: BodyFraming
    /// Whether the client wants to use the connection again. Never so with HTTP/1.0.
    package let keepAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110 §10.1.1).
    package let expectsContinue: Bool
    /// Where the target lies in the head's bytes.
    let target: RequestTarget

    /// The path as it came, percent-encoding and all: `/invoke`. `*` for a request about the
    /// server as a whole.
    package var path: String { String(decoding: pathBytes, as: UTF8.self) }

    /// The bytes of `path`.
    package var pathBytes: ArraySlice<UInt8> { headers.bytes[target.path] }

    /// What follows the question mark, as it came; nil without one.
    package var query: String? {
        target.query.map { String(decoding: headers.bytes[$0], as: UTF8.self) }
    }

    /// Compares the path byte by byte, without making a string of it.
    package func hasPath(_ path: String) -> Bool {
        Octets.equal(headers.bytes, target.path, path)
    }
}
