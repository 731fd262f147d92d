import Crypto
import Curl
import Foundation
import Simulator

/// An invoke as Foundation reads it.
struct ReadInvoke {
    let number: Int
    let object: [String: Any]
    /// `outputParameters` byte for byte.
    let outputs: String
    let authorization: String

    init(_ invoke: SimulatedInvoke) throws {
        number = invoke.number
        authorization = invoke.authorization
        let read = try JSONSerialization.jsonObject(with: Data(invoke.body))
        object = read as? [String: Any] ?? [:]
        let text = String(decoding: invoke.body, as: UTF8.self)
        let parts = text.components(separatedBy: #""outputParameters":"#)
        outputs = parts[1].components(separatedBy: #"},"maxBatchSize""#)[0]
    }

    var context: [String: Any] { object["instanceContext"] as? [String: Any] ?? [:] }
    var dataSet: [String: Any] { object["dataSet"] as? [String: Any] ?? [:] }
    var dataSetID: String { dataSet["id"] as? String ?? "" }
    var rows: [[String]] { dataSet["rows"] as? [[String]] ?? [] }

    func endpoint(_ name: String) -> (url: String, method: String)? {
        guard let endpoint = object[name] as? [String: Any] else { return nil }
        return (endpoint["url"] as? String ?? "", endpoint["method"] as? String ?? "")
    }

    /// What a request to the completion endpoint says.
    static let completed = #"{"status":"COMPLETED"}"#

    func importBody(_ rows: [[String?]], fields: String? = nil, dataSetID: String? = nil) -> String
    {
        let data = try? JSONSerialization.data(
            withJSONObject: rows.map { $0.map { $0 as Any? ?? NSNull() } })
        let text = String(decoding: data ?? Data(), as: UTF8.self)
        return #"{"fieldDefinitions":\#(fields ?? outputs),"#
            + #""dataSet":{"id":"\#(dataSetID ?? self.dataSetID)","rows":\#(text),"size":null}}"#
    }
}

/// A client of the simulated product that makes its tokens with Foundation, and owes nothing to the
/// bridge but HMAC.
struct ProductCaller {
    let client = CurlClient()
    var secret = "66666666-6666-4666-8666-666666666666-77777777-7777-4777-8777-777777777777"
    var claims: [String: Any] = Self.rightClaims
    var header = #"{"alg":"HS256","typ":"JWT"}"#
    var scheme = "Bearer "
    var invocationID: String? = "64a9e8a1-e3cd-4bb4-a4b0-93d55832f90d"
    var dataSetID: String?

    static var rightClaims: [String: Any] {
        let now = Int(Date().timeIntervalSince1970)
        return [
            "iss": "38281836-4bb4-2cdb-6006-592a98d02da1",
            "sub": "a28b7df0-2a16-26e1-08e4-a302199208d9",
            "aud": "6ea036bb-8cfb-46c5-a826-d001d3a0349b", "o.a.p.ctenantId": "6607", "iat": now,
            "exp": now + 60,
        ]
    }

    private static func base64URL(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    var token: String {
        let payload = (try? JSONSerialization.data(withJSONObject: claims)) ?? Data()
        let signed = Self.base64URL(Data(header.utf8)) + "." + Self.base64URL(payload)
        let mac = HMAC.sha256(Array(signed.utf8), key: Array(secret.utf8))
        return signed + "." + Self.base64URL(Data(mac))
    }

    func send(
        _ method: TransferRequest.Method, _ url: String, _ body: String = "",
        about invoke: ReadInvoke
    ) async throws -> TransferResponse {
        var headers = [
            "Content-Type: application/json", "dataset-id: \(dataSetID ?? invoke.dataSetID)",
        ]
        if !scheme.isEmpty { headers.append("Authorization: \(scheme)\(token)") }
        if let invocationID { headers.append("invocation-id: \(invocationID)") }
        return try await client.perform(
            TransferRequest(
                method: method, url: url, headers: headers, body: Array(body.utf8),
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }

    func report(_ rows: [[String?]], to invoke: ReadInvoke) async throws -> TransferResponse {
        let url = invoke.endpoint("productImportEndpoint")?.url ?? ""
        return try await send(.post, url, invoke.importBody(rows), about: invoke)
    }

    func complete(_ invoke: ReadInvoke) async throws -> TransferResponse {
        let url = invoke.endpoint("onCompletionCallbackEndpoint")?.url ?? ""
        return try await send(.patch, url, ReadInvoke.completed, about: invoke)
    }

    func page(
        _ offset: Int, _ limit: Int, of invoke: ReadInvoke
    ) async throws -> TransferResponse {
        let url = invoke.endpoint("productExportEndpoint")?.url ?? ""
        return try await send(.get, "\(url)?offset=\(offset)&limit=\(limit)", about: invoke)
    }
}

/// Both simulators and a bridge of a few lines between them.
struct Pair {
    let product: ProductSimulator
    let caller: ProductCaller
    let mpo: MPOSimulator
    let mpoCaller: MPOCaller

    func invoke(_ rows: Int, _ flow: InvokeFlow = .data) throws -> ReadInvoke {
        try ReadInvoke(product.invoke(rows: rows, flow: flow))
    }

    /// The output rows for input rows: each result is what the simulated MPO answers.
    func results(_ rows: [[String]]) async throws -> [[String?]] {
        let operations = try rows.map { row in
            let data = try JSONSerialization.data(
                withJSONObject: ["CITY": row[3], "AMOUNT": row[4]])
            return MPOCaller.operation(row[0], data: String(decoding: data, as: UTF8.self))
        }
        let body = #"{"ops":[\#(operations.joined(separator: ","))]}"#
        let answer = try await mpoCaller.call(body)
        return zip(rows, answer.operations).map { row, operation in
            let info = (operation["data"] as? [String: Any])?["info"] as? [String: Any] ?? [:]
            let names = ["OFFER_STATUS", "OFFER_ID", "OFFER_AMOUNT", "OFFER_CITY"]
            return [row[0], "success", ""] + names.map { info[$0] as? String }
        }
    }
}

/// Runs both simulators, the product with these switches.
func withPair(
    _ switches: String..., rowsKeptMax: Int = 0, _ body: (Pair) async throws -> Void
) async throws {
    var options = ProductOptions()
    options.behaviour = try ProductBehaviour(SwitchList(words: switches))
    options.rowsKeptMax = rowsKeptMax
    let product = ProductSimulator(options)
    try product.start()
    defer { product.stop() }
    try await withMPO { mpo, mpoCaller in
        try await body(
            Pair(product: product, caller: ProductCaller(), mpo: mpo, mpoCaller: mpoCaller))
    }
}
