/// What is known of a head while its lines come in: the fields that decide about framing, noted
/// once each.
struct HeadDraft: Sendable {
    var method = RequestMethod.get
    var version = RequestHead.Version.http11
    var target = RequestTarget.none
    /// Where the first field line begins in the head's bytes.
    var fieldsStart = 0
    var fields: [HeaderFields.Field] = []
    private var hasHost = false
    private var hasContentType = false
    private var hasAuthorization = false
    private var hasExpect = false
    private var contentLength: Int?
    private var encoding: Encoding?
    private(set) var closes = false
    private(set) var expectsContinue = false

    private enum Encoding { case chunked, unknown, endless }

    init() {}

    /// `method SP request-target SP HTTP-version` (RFC 9112 §3), exactly one space each.
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

    /// Keeps the field, and looks into it when framing or the connection depend on it.
    mutating func note(_ field: HeaderFields.Field, in text: [UInt8]) throws(ParseError) {
        fields.append(field)
        let name = field.name
        // The length first: it decides for nearly every field that it is none of these.
        switch name.count {
        case 4 where Octets.equalIgnoringCase(text, name, "host"):
            try once(&hasHost)
            if !HostValue.isValid(text, field.value, mayBeEmpty: true) { throw .hostInvalid }
        case 6 where Octets.equalIgnoringCase(text, name, "expect"):
            try once(&hasExpect)
            guard Octets.equalIgnoringCase(text, field.value, "100-continue")
            else { throw .expectationUnknown }
            expectsContinue = true
        case 10 where Octets.equalIgnoringCase(text, name, "connection"):
            noteConnection(text, field.value)
        case 12 where Octets.equalIgnoringCase(text, name, "content-type"):
            try once(&hasContentType)
        case 13 where Octets.equalIgnoringCase(text, name, "authorization"):
            try once(&hasAuthorization)
        case 14 where Octets.equalIgnoringCase(text, name, "content-length"):
            if contentLength != nil { throw .fieldRepeated }
            contentLength = try Self.contentLength(text, field.value)
        case 17 where Octets.equalIgnoringCase(text, name, "transfer-encoding"):
            if encoding != nil { throw .fieldRepeated }
            encoding = Self.encoding(text, field.value)
        default: break
        }
    }

    private func once(_ seen: inout Bool) throws(ParseError) {
        if seen { throw .fieldRepeated }
        seen = true
    }

    /// A list of words, of which only `close` matters here. An Upgrade is refused by not following
    /// it: "A server MAY ignore a received Upgrade header field" (RFC 9110 §7.8).
    private mutating func noteConnection(_ text: [UInt8], _ value: Range<Int>) {
        for word in Self.words(text, value)
        where Octets.equalIgnoringCase(text, word, "close") {
            closes = true
        }
    }

    private static func words(_ text: [UInt8], _ value: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start = value.lowerBound
        for index in value where text[index] == Octets.comma {
            words.append(Octets.trimmed(text, start..<index))
            start = index + 1
        }
        words.append(Octets.trimmed(text, start..<value.upperBound))
        return words
    }

    /// One decimal number and nothing else. The same number twice, allowed by RFC 9110 §8.6, is
    /// refused: no client needs it, and smugglers do.
    private static func contentLength(
        _ text: [UInt8], _ value: Range<Int>
    ) throws(ParseError) -> Int {
        guard !value.isEmpty, text[value].allSatisfy(Octets.isDigit)
        else { throw .contentLengthInvalid }
        var length = 0
        for byte in text[value] {
            let (product, overflow) = length.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(byte) - 0x30)
            if overflow || carry { throw .contentLengthTooLarge }
            length = sum
        }
        return length
    }

    private static func encoding(_ text: [UInt8], _ value: Range<Int>) -> Encoding {
        let words = words(text, value)
        let chunked = words.map { Octets.equalIgnoringCase(text, $0, "chunked") }
        if chunked == [true] { return .chunked }
        // Chunked must be last and once; codings before it could be undone, but are not known here.
        return chunked.firstIndex(of: true) == chunked.count - 1 ? .unknown : .endless
    }

    /// RFC 9112 §6.3, the strict reading.
    func framing() throws(ParseError) -> BodyFraming {
        switch (encoding, contentLength) {
        case (nil, nil): return .none
        case (nil, let length?): return .length(length)
        case (_?, _?): throw .lengthAndEncoding
        case (let encoding?, nil):
            if version == .http10 { throw .encodingInHTTP10 }
            switch encoding {
            case .chunked: return .chunked
            case .unknown: throw .encodingUnknown
            case .endless: throw .encodingInvalid
            }
        }
    }

    /// "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message
    /// that lacks a Host header field" (RFC 9112 §3.2).
    func checkHost() throws(ParseError) {
        if !hasHost && version == .http11 { throw .hostMissing }
    }
}
