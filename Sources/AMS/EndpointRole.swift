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

    /// Reads an endpoint; `nil` when the invoke leaves it out.
    func endpoint(_ value: JSONValue?) throws(MessageError) -> Endpoint? {
        guard let object = try MessageField.object(value, at: path) else { return nil }
        let url = try MessageField.string(object["url"], at: "\(path).url")
        guard let url else { throw MessageField.missing("\(path).url") }
        // Where it leads is for those to say who would go there.
        let bytes = url.utf8Span.span
        guard bytes.count <= MessageLimits.addressBytesMax,
            bytes.indices.allSatisfy({ (0x21...0x7E).contains(bytes[$0]) })
        else {
            throw MessageError(
                path: "\(path).url",
                problem: "must have at most \(MessageLimits.addressBytesMax) characters, "
                    + "all of them visible ASCII")
        }
        let method = try MessageField.string(object["method"], at: "\(path).method")
        guard let method = method?.uppercased() else {
            throw MessageField.missing("\(path).method")
        }
        guard methods.contains(method) else {
            throw MessageError(
                path: "\(path).method", problem: "must be \(methods.joined(separator: " or "))")
        }
        let headers = try EndpointHeaders.read(object["headers"], at: "\(path).headers")
        return Endpoint(url: url, method: method, headers: headers)
    }
}
