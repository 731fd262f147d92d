package import Bridge
package import Curl
import MPO

/// Asks MPO's main API for a task that there never was: it reads, changes nothing, and is answered
/// only to whoever signs with the right secret.
package struct CredentialProbe: Sendable {
    /// The mapping whose process is asked for.
    package let mapping: String
    package let request: TransferRequest

    private static let timeout = Duration.seconds(15)
    private static let answerBytesMax = 1 << 20
    /// Processes that are asked for, at most.
    private static let mappingsMax = 20

    /// One for each mapping, in their order; none where the configuration has no `mpo.mainURL`.
    package static func all(_ configuration: Configuration, now: UnixTime) -> [CredentialProbe] {
        let mpo = configuration.mpo
        guard let mainURL = mpo.mainURL,
            let nobody = InvocationID("00000000-0000-0000-0000-000000000000")
        else { return [] }
        let signer = Signer(
            apiUser: mpo.apiUser, secret: mpo.apiSecret, algorithm: mpo.digest, version: .two)
        return configuration.mappings.prefix(mappingsMax).map { mapping in
            let body = TaskQuery(mapping).body(TaskReferences(nobody), row: 0)
            return CredentialProbe(
                mapping: mapping.name,
                request: TransferRequest(
                    method: .post, url: mainURL + signer.path(body: body, now: now),
                    headers: Executor.headers, body: body, connectTimeout: mpo.connectTimeout,
                    totalTimeout: timeout, responseBytesMax: answerBytesMax, policy: mpo.policy))
        }
    }

    package func findings(_ result: Result<TransferResponse, TransferError>) -> [Finding] {
        let evidence = Evidence(result)
        if let trouble = TaskQuery.trouble(evidence) {
            let isRefused = ["HTTP 401", "HTTP 403", OutcomeLabel.authentication.rawValue]
                .contains(trouble)
            return [
                Finding(
                    .credentials, "mpo.apiUser", .fail,
                    isRefused
                        ? "MPO refuses the signature (\(trouble))"
                        : "MPO could not be asked (\(trouble))",
                    mend: isRefused
                        ? "correct mpo.apiUser, its secret, mpo.digest or the clock"
                        : "see what is said of mpo.mainURL")
            ]
        }
        let accepted = Finding(.credentials, "mpo.apiUser", .ok, "MPO accepts the signature")
        if case .unclear(let text) = TaskQuery.state(on: evidence) {
            return [
                accepted,
                Finding(
                    .process, "mapping \(mapping)", .warn, "MPO says: \(text)",
                    mend: "correct processID, or give the API user access to the process"),
            ]
        }
        return [accepted, Finding(.process, "mapping \(mapping)", .ok, "MPO knows the process")]
    }
}
