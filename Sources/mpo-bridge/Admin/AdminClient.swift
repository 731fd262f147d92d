import Curl
import JSON
import Service

/// Speaks to the daemon through its Unix socket.
struct AdminClient {
    let socket: String
    private let client = CurlClient(inFlightMax: 1)

    /// The daemon answers within milliseconds; an act waits for the disk, too.
    private static let timeout = Duration.seconds(30)
    private static let answerBytesMax = 64 << 20

    init(socket: String) { self.socket = socket }

    /// - Parameter query: parameters without a value are left out.
    func get(
        _ path: String, _ query: [(name: String, value: String?)] = []
    ) throws(CommandError) -> JSONValue {
        let pairs = query.compactMap { item in
            item.value.map { "\(item.name)=\(Self.encoded($0))" }
        }
        let text = pairs.isEmpty ? path : "\(path)?\(pairs.joined(separator: "&"))"
        return try perform(.get, text, body: [])
    }

    func post(_ path: String, _ body: [UInt8]) throws(CommandError) -> JSONValue {
        try perform(.post, path, body: body)
    }

    private func perform(
        _ method: TransferRequest.Method, _ path: String, body: [UInt8]
    ) throws(CommandError) -> JSONValue {
        try Self.value(try exchange(method, path, body: body))
    }

    /// The daemon's answer, whatever its status.
    func exchange(
        _ method: TransferRequest.Method, _ path: String, body: [UInt8] = []
    ) throws(CommandError) -> TransferResponse {
        let request = TransferRequest(
            method: method, url: "http://mpo-bridge\(path)",
            headers: body.isEmpty ? [] : ["Content-Type: application/json"], body: body,
            totalTimeout: Self.timeout, responseBytesMax: Self.answerBytesMax,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true),
            unixSocket: socket)
        switch client.result(of: request) {
        case .success(let response): return response
        case .failure(let error): throw unreachable(error)
        }
    }

    static func value(_ response: TransferResponse) throws(CommandError) -> JSONValue {
        guard let root = try? JSONText(response.body).root else {
            throw CommandError("the daemon's answer (\(response.status)) is not understood")
        }
        if response.status == 200 { return root }
        let error = root["error"]
        throw CommandError(
            PrintableText.escaped(error?["message"]?.string ?? "status \(response.status)"),
            hint: error?["mend"]?.string.map { PrintableText.escaped($0) },
            code: code(response.status))
    }

    private static func code(_ status: Int) -> ExitCode {
        switch status {
        case 400, 405: .usage
        case 404: .notFound
        case 503: .unreachable
        default: .failed
        }
    }

    private func unreachable(_ error: TransferError) -> CommandError {
        guard error.isCertainlyUnsent else {
            return CommandError(
                "the daemon did not answer: \(error.message)",
                hint: "whether it was done is not known: see 'mpo-bridge acts'",
                code: .unreachable)
        }
        let hint =
            switch Files.access(socket) {
            case .missing: "is the daemon running, with this path as its admin.socket?"
            case .forbidden: "call it as root or as the daemon's user"
            case .open: "nobody answers there: is the daemon running?"
            }
        return CommandError(
            "no daemon at \(socket)", hint: "\(hint) --socket or --config name another",
            code: .unreachable)
    }

    private static let unreserved = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    /// A value as it may stand in a query (RFC 3986, 3.4).
    static func encoded(_ text: String) -> String {
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            if unreserved.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}
