/// Where the parts of a request target lie among the bytes of the head (RFC 9112 §3.2).
struct RequestTarget: Hashable, Sendable {
    let path: Range<Int>
    let query: Range<Int>?
    /// Host and port of the absolute form.
    let authority: Range<Int>?

    /// Of a head that has not begun.
    static let none = RequestTarget()

    private init() {
        path = 0..<0
        query = nil
        authority = nil
    }

    /// - Throws: `.targetInvalid` for anything but the origin form, the absolute form, and `*` with
    ///   OPTIONS. The authority form belongs to CONNECT, which is refused.
    init(
        _ bytes: [UInt8], _ range: Range<Int>, method: RequestMethod
    ) throws(ParseError) {
        if method == .options, range.count == 1, bytes[range.lowerBound] == 0x2A {
            path = range
            query = nil
            authority = nil
            return
        }
        authority = try Self.authority(bytes, range)
        let start = authority?.upperBound ?? range.lowerBound
        try Self.check(bytes, start..<range.upperBound)
        let mark = (start..<range.upperBound).first { bytes[$0] == 0x3F }
        path = start..<(mark ?? range.upperBound)
        query = mark.map { ($0 + 1)..<range.upperBound }
        // "http://host" and "http://host?query" have no path of their own; nobody sends them here.
        if path.isEmpty { throw .targetInvalid }
    }

    /// "a server MUST accept the absolute-form in requests" (RFC 9112 §3.2.2): its scheme is
    /// stepped over, and its authority is held against Host later.
    ///
    /// - Returns: nil for the origin form.
    private static func authority(
        _ bytes: [UInt8], _ range: Range<Int>
    ) throws(ParseError) -> Range<Int>? {
        if let first = range.first, bytes[first] == Octets.slash { return nil }
        for scheme in ["http://", "https://"] {
            let start = range.lowerBound + scheme.utf8.count
            guard start < range.upperBound,
                Octets.equalIgnoringCase(bytes, range.lowerBound..<start, scheme)
            else { continue }
            let slash = (start..<range.upperBound).first { bytes[$0] == Octets.slash }
            guard let slash, HostValue.isValid(bytes, start..<slash) else { throw .targetInvalid }
            return start..<slash
        }
        throw .targetInvalid
    }

    /// The characters of RFC 3986 §3.3 and §3.4 only. A fragment is never sent, and what is not
    /// among them must be percent-encoded: a server that repairs it reads another target.
    private static func check(_ bytes: [UInt8], _ range: Range<Int>) throws(ParseError) {
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            guard Octets.isTarget(byte) else { throw .targetInvalid }
            if byte == 0x25 {
                guard index &+ 2 < range.upperBound, Octets.hexadecimal(bytes[index &+ 1]) != nil,
                    Octets.hexadecimal(bytes[index &+ 2]) != nil
                else { throw .targetInvalid }
                index &+= 2
            }
            index &+= 1
        }
    }
}
