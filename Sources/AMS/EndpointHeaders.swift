import Bridge
import JSON

/// The headers that an endpoint of an invoke asks for. Every example of the product's has none.
///
/// They come from outside and go into requests of ours, beside our token. So they may only add to
/// a request: not decide how it is framed, where it goes, whom it is from, what method it has, or
/// which part of the answer comes back. A refusal names the header, and never its value.
struct EndpointHeaders {
    private let path: String
    private var headers: [Endpoint.Header] = []
    private var names: Set<String> = []
    private var byteCount = 0

    private init(path: String) { self.path = path }

    /// Reads the object at `path`; none when it is absent.
    static func read(
        _ value: JSONValue?, at path: @autoclosure () -> String
    ) throws(MessageError) -> [Endpoint.Header] {
        guard let object = try MessageField.object(value, at: path()),
            // As nearly always; then the path need not be put together.
            object.members.contains(where: { _ in true })
        else { return [] }
        var reading = EndpointHeaders(path: path())
        for member in object.members {
            try reading.read(member.name.string ?? "", member.value)
        }
        return reading.headers
    }

    private mutating func read(_ name: String, _ value: JSONValue) throws(MessageError) {
        guard headers.count < MessageLimits.headersMax else {
            throw problem("has more than \(MessageLimits.headersMax) headers")
        }
        guard Self.isToken(name) else {
            throw problem(
                "has a name, the one after \(names.count) others, that is not a token (RFC 9110, "
                    + "5.6.2) of at most \(MessageLimits.headerNameBytesMax) bytes")
        }
        // To servers that hand headers on as variables (RFC 3875, 4.1.18) both are the same.
        let lower = name.lowercased().replacing("_", with: "-")
        guard names.insert(lower).inserted else { throw problem("has \(name) twice") }
        guard !Self.isReserved(lower) else {
            throw problem("has \(name), which an endpoint may not set")
        }
        guard let text = try MessageField.string(value, at: "\(path).\(name)") else { return }
        guard text.utf8.count <= MessageLimits.headerValueBytesMax else {
            throw problem(
                "has \(name) with more than \(MessageLimits.headerValueBytesMax) bytes")
        }
        guard Self.isFieldValue(text) else {
            throw problem("has \(name) with a character that is not printable ASCII")
        }
        byteCount += name.utf8.count + text.utf8.count
        guard byteCount <= MessageLimits.headersBytesMax else {
            throw problem("has more than \(MessageLimits.headersBytesMax) bytes of headers")
        }
        headers.append(Endpoint.Header(name: name, value: text))
    }

    private func problem(_ text: String) -> MessageError {
        MessageError(path: path, problem: text)
    }

    private static let reserved: Set<String> = [
        // How messages are framed, and what lasts as long as a connection (RFC 9110, 7.6.1).
        "content-length", "transfer-encoding", "te", "trailer", "connection", "keep-alive",
        "upgrade", "expect", "http2-settings",
        // Where it goes, and whom it is from: the token says that, and nothing else.
        "host", "authorization", "cookie", "forwarded", "via", "x-real-ip",
        // Another method than the one that was checked.
        "x-http-method", "x-http-method-override", "x-method-override",
        // Another answer than the whole of it in plain.
        "accept-encoding", "content-encoding", "range",
    ]
    private static let reservedPrefixes = ["proxy-", "x-forwarded-", "if-"]

    private static func isReserved(_ name: String) -> Bool {
        reserved.contains(name) || reservedPrefixes.contains { name.hasPrefix($0) }
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        let others = "!#$%&'*+-.^_`|~".utf8
        return !text.isEmpty && text.utf8.count <= MessageLimits.headerNameBytesMax
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: others.contains(byte)
                }
            }
    }

    /// RFC 9110, section 5.5, without what it calls obsolete there: servers have been seen to make
    /// line ends of characters beyond ASCII.
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 == 0x09 || (0x20...0x7E).contains($0) }
    }
}
