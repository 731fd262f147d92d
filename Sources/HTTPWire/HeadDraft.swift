/// What is known of a head while its lines come in: the fields that decide about framing, noted
/// once each.
struct HeadDraft: Sendable {
    var method = RequestMethod.get
    var version = RequestHead.Version.http11
    var target = RequestTarget.none
    /// Where the first field line begins in the head's bytes.
    var fieldsStart = 0
    var fields: [HeaderFields.Field] = []
    /// The value of Host.
    var host: Range<Int>?
    var hasContentType = false
    var hasAuthorization = false
    var hasExpect = false
    var contentLength: Int?
    var coding: TransferCoding?
    var closes = false
    var expectsContinue = false

    init() {}

    /// `method SP request-target SP HTTP-version`, exactly one space each. RFC 9112 §3 lets a
    /// server split at any white space; whoever does finds another target than who does not.
    init(
        requestLine text: [UInt8], _ line: Range<Int>, acceptsHTTP10: Bool
    ) throws(ParseError) {
        let bytes = text.span
        var index = line.lowerBound
        while index < line.upperBound, Octets.isToken(bytes[index]) { index &+= 1 }
        let methodRange = line.lowerBound..<index
        guard index < line.upperBound, bytes[index] == Octets.space
        else { throw .requestLineInvalid }
        index &+= 1
        let targetStart = index
        while index < line.upperBound, bytes[index] != Octets.space { index &+= 1 }
        guard index > targetStart, index < line.upperBound else { throw .requestLineInvalid }
        version = try Self.version(
            text, (index &+ 1)..<line.upperBound, acceptsHTTP10: acceptsHTTP10)
        guard let method = RequestMethod(text, methodRange) else { throw .methodUnknown }
        self.method = method
        target = try RequestTarget(text, targetStart..<index, method: method)
        fieldsStart = line.upperBound + 2
    }

    /// `HTTP/` in capitals, a digit, a dot, a digit (RFC 9112 §2.3). A higher minor version is
    /// processed as the highest that is known (RFC 9110 §2.5).
    private static func version(
        _ text: [UInt8], _ range: Range<Int>, acceptsHTTP10: Bool
    ) throws(ParseError) -> RequestHead.Version {
        let major = range.lowerBound + 5
        guard range.count == 8, Octets.equal(text, range.lowerBound..<major, "HTTP/"),
            Octets.isDigit(text[major]), text[major + 1] == 0x2E, Octets.isDigit(text[major + 2])
        else { throw .versionInvalid }
        guard text[major] == 0x31 else { throw .versionRefused }
        if text[major + 2] != 0x30 { return .http11 }
        guard acceptsHTTP10 else { throw .versionRefused }
        return .http10
    }

    /// What only all fields together can tell.
    func check(_ text: [UInt8]) throws(ParseError) {
        guard let host else {
            // "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request
            // message that lacks a Host header field" (RFC 9112 §3.2).
            if version == .http11 { throw .hostMissing }
            return
        }
        // "the client MUST send a field value for Host that is identical to that authority
        // component" (RFC 9112 §3.2). Of two that differ, some servers believe the one, some the
        // other (§3.2.2).
        if let authority = target.authority,
            !Octets.equalIgnoringCase(text, authority, text, host)
        {
            throw .hostMismatch
        }
    }
}
