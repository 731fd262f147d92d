/// The methods this server knows. Any other is answered with 501 before a handler sees it, TRACE
/// and CONNECT among them.
package enum RequestMethod: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
    case options = "OPTIONS"

    /// Methods are case-sensitive (RFC 9110 §9.1). The length first: it leaves one or two names.
    init?(_ bytes: [UInt8], _ range: Range<Int>) {
        switch range.count {
        case 3 where Octets.equal(bytes, range, "GET"): self = .get
        case 3 where Octets.equal(bytes, range, "PUT"): self = .put
        case 4 where Octets.equal(bytes, range, "POST"): self = .post
        case 4 where Octets.equal(bytes, range, "HEAD"): self = .head
        case 5 where Octets.equal(bytes, range, "PATCH"): self = .patch
        case 6 where Octets.equal(bytes, range, "DELETE"): self = .delete
        case 7 where Octets.equal(bytes, range, "OPTIONS"): self = .options
        default: return nil
        }
    }
}
