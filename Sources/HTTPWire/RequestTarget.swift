/// Where the parts of a request target lie among the bytes of the head (RFC 9112 §3.2).
struct RequestTarget: Hashable, Sendable {
    let path: Range<Int>
    let query: Range<Int>?

    /// Of a head that has not begun.
    static let none = RequestTarget(path: 0..<0, query: nil)

    private init(path: Range<Int>, query: Range<Int>?) {
        self.path = path
        self.query = query
    }

    /// - Throws: `.targetInvalid` for anything but the origin form, the absolute form, and `*` with
    ///   OPTIONS. The authority form belongs to CONNECT, which is refused.
    init(
        _ bytes: [UInt8], _ range: Range<Int>, method: RequestMethod
    ) throws(ParseError) {
        // A fragment is never sent, and what is not printable ASCII must be percent-encoded.
        for index in range
        where bytes[index] <= 0x20 || bytes[index] >= 0x7F || bytes[index] == 0x23 {
            throw .targetInvalid
        }
        if method == .options, range.count == 1, bytes[range.lowerBound] == 0x2A {
            path = range
            query = nil
            return
        }
        let start = try Self.pathStart(bytes, range)
        let mark = (start..<range.upperBound).first { bytes[$0] == 0x3F }
        path = start..<(mark ?? range.upperBound)
        query = mark.map { ($0 + 1)..<range.upperBound }
        // "http://host" and "http://host?query" have no path of their own; nobody sends them here.
        if path.isEmpty { throw .targetInvalid }
    }

    /// "a server MUST accept the absolute-form in requests" (RFC 9112 §3.2.2): its scheme and
    /// authority are stepped over, as nothing here depends on the host.
    private static func pathStart(
        _ bytes: [UInt8], _ range: Range<Int>
    ) throws(ParseError) -> Int {
        if let first = range.first, bytes[first] == Octets.slash { return first }
        for scheme in ["http://", "https://"] {
            let authority = range.lowerBound + scheme.utf8.count
            guard authority < range.upperBound,
                Octets.equalIgnoringCase(bytes, range.lowerBound..<authority, scheme)
            else { continue }
            let slash = (authority..<range.upperBound).first { bytes[$0] == Octets.slash }
            guard let slash, HostValue.isValid(bytes, authority..<slash, mayBeEmpty: false)
            else { throw .targetInvalid }
            return slash
        }
        throw .targetInvalid
    }
}
