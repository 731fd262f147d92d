import Crypto
import Curl
import Foundation
import Simulator

/// A client of the simulated MPO that signs as the documents say, and owes nothing to the bridge.
struct MPOCaller {
    let url: String
    let client = CurlClient()
    var user = "220"
    var secret = "secret123"

    static func operation(
        _ reference: String?, type: String = "create", process: String = "66305",
        data: String? = #"{"city":"Oslo","amount":"1000.50"}"#
    ) -> String {
        var members = [#""conv_id":\#(process)"#, #""type":"\#(type)""#, #""obj":"task""#]
        if let reference { members.append(#""ref":"\#(reference)""#) }
        if let data { members.append(#""data":\#(data)"#) }
        return "{" + members.joined(separator: ",") + "}"
    }

    static func body(_ operations: String...) -> String {
        #"{"timeout":30,"ops":[\#(operations.joined(separator: ","))]}"#
    }

    static func signature(
        _ algorithm: DigestAlgorithm, time: String, secret: String, body: String
    ) -> String {
        let parts = [time, secret, body, secret].map { Array($0.utf8) }
        let digest = Digest.digest(algorithm, of: parts)
        return digest.map { String(format: "%02x", $0) }.joined()
    }

    func call(
        _ body: String, algorithm: DigestAlgorithm = .sha1, version: Int = 1,
        timeout: Duration = .seconds(20)
    ) async throws -> TransferResponse {
        let time = String(Int(Date().timeIntervalSince1970))
        let signature = Self.signature(algorithm, time: time, secret: secret, body: body)
        return try await post(
            "/api/\(version)/json/\(user)/\(time)/\(signature)", body, timeout: timeout)
    }

    func post(
        _ path: String, _ body: String, timeout: Duration = .seconds(20)
    ) async throws -> TransferResponse {
        try await client.perform(
            TransferRequest(
                method: .post, url: url + path, headers: ["Content-Type: application/json"],
                body: Array(body.utf8), totalTimeout: timeout,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }

    func get(_ path: String) async throws -> TransferResponse {
        try await client.perform(
            TransferRequest(
                method: .get, url: url + path,
                policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true)))
    }
}

extension TransferResponse {
    var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as Foundation reads JSON: an opinion that is not ours.
    var object: [String: Any]? {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any]
    }

    /// The entries of an MPO answer.
    var operations: [[String: Any]] { object?["ops"] as? [[String: Any]] ?? [] }

    /// `ops[0].data.info` of an MPO answer.
    var info: [String: Any]? {
        (operations.first?["data"] as? [String: Any])?["info"] as? [String: Any]
    }
}

/// Runs a simulated MPO with these switches.
func withMPO(
    _ switches: String..., processes: Set<String>? = nil, seed: UInt64 = 1,
    _ body: (MPOSimulator, MPOCaller) async throws -> Void
) async throws {
    var options = MPOOptions()
    options.apiSecret = Secret(Array("secret123".utf8))
    options.processes = processes
    options.seed = seed
    options.behaviour = try MPOBehaviour(SwitchList(words: switches))
    let simulator = MPOSimulator(options)
    try simulator.start()
    defer { simulator.stop() }
    try await body(simulator, MPOCaller(url: simulator.url))
}
