import Bridge
import JSON

/// The three addresses that an invoke can name, and what each may ask of us.
enum EndpointRole: String, CaseIterable {
    case export = "productExportEndpoint"
    case `import` = "productImportEndpoint"
    case completion = "onCompletionCallbackEndpoint"

    /// "Should be a GET", "Should be a POST or a PUT", "should be either a PATCH, PUT, or a POST".
    var methods: [String] {
        switch self {
        case .export: ["GET"]
        case .import: ["POST", "PUT"]
        case .completion: ["PATCH", "PUT", "POST"]
        }
    }

    private var path: String { "$.\(rawValue)" }

    /// Headers that decide how a message is framed, who sends it or where it goes: they are
    /// libcurl's and ours. `accept-encoding` too, since nobody would decode the answer.
    private static let reserved: Set<String> = [
        "authorization", "host", "content-length", "content-encoding", "transfer-encoding",
        "connection", "keep-alive", "te", "trailer", "upgrade", "expect", "accept-encoding",
        "proxy-authorization", "proxy-authenticate", "proxy-connection",
    ]

    /// Reads an endpoint; `nil` when the invoke leaves it out.
    func endpoint(_ value: JSONValue?) throws(MessageError) -> Endpoint? {
        guard let object = try MessageField.object(value, at: path) else { return nil }
        let url = try MessageField.string(object["url"], at: "\(path).url")
        guard let url else { throw MessageField.missing("\(path).url") }
        guard EndpointAddress(url) != nil else {
            throw MessageError(
                path: "\(path).url",
                problem: "must be an http or https URL of at most "
                    + "\(MessageLimits.addressBytesMax) ASCII characters, without a user name")
        }
        let method = try MessageField.string(object["method"], at: "\(path).method")
        guard let method = method?.uppercased() else {
            throw MessageField.missing("\(path).method")
        }
        guard methods.contains(method) else {
            throw MessageError(
                path: "\(path).method", problem: "must be \(methods.joined(separator: " or "))")
        }
        return Endpoint(url: url, method: method, headers: try headers(object["headers"]))
    }

    private func headers(_ value: JSONValue?) throws(MessageError) -> [Endpoint.Header] {
        let path = "\(path).headers"
        guard let object = try MessageField.object(value, at: path) else { return [] }
        var headers: [Endpoint.Header] = []
        for member in object.members {
            guard headers.count < MessageLimits.headersMax else {
                throw MessageError(
                    path: path, problem: "has more than \(MessageLimits.headersMax) headers")
            }
            let name = member.name.string ?? ""
            guard Self.isToken(name) else {
                throw MessageError(
                    path: path, problem: "has a name that is not a token (RFC 9110, 5.6.2)")
            }
            guard !Self.reserved.contains(name.lowercased()) else {
                throw MessageError(
                    path: path, problem: "has \(name), which an endpoint may not set")
            }
            guard let text = try MessageField.string(member.value, at: "\(path).\(name)") else {
                continue
            }
            guard Self.isFieldValue(text) else {
                throw MessageError(
                    path: "\(path).\(name)", problem: "has control characters, or is too long")
            }
            headers.append(Endpoint.Header(name: name, value: text))
        }
        return headers
    }

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ text: String) -> Bool {
        let others = "!#$%&'*+-.^_`|~".utf8
        return !text.isEmpty && text.utf8.count <= MessageLimits.headerBytesMax
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: others.contains(byte)
                }
            }
    }

    /// RFC 9110, section 5.5: no CR, LF or NUL; we refuse the other control characters too.
    private static func isFieldValue(_ text: String) -> Bool {
        text.utf8.count <= MessageLimits.headerBytesMax
            && !text.utf8.contains { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }
    }
}
