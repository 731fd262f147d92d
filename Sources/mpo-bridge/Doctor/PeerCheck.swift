import Bridge
import Curl
import Service

/// Asks the peers, several at a time.
enum PeerCheck {
    private static let inFlightMax = 8

    static func findings(_ configuration: Configuration) -> [Finding] {
        let probes = PeerProbe.all(configuration)
        let answers = CurlClient(inFlightMax: inFlightMax).answers(to: probes.map(\.request))
        return zip(probes, answers).flatMap { $0.findings($1.result, ended: $1.ended) }
    }

    /// - Parameter isAsked: whether a signed call may be made.
    static func credentials(
        _ configuration: Configuration, _ secrets: WatchedSecrets, isAsked: Bool
    ) -> [Finding] {
        let skipped = { (text: String, mend: String?) in
            [Finding(.credentials, "mpo.apiUser", .skipped, text, mend: mend)]
        }
        guard isAsked else { return skipped("not tried", "say --call") }
        guard secrets.isComplete else {
            return skipped("not tried: not every secret can be read from here", nil)
        }
        let probes = CredentialProbe.all(configuration, now: BridgeClock.system.wall())
        guard !probes.isEmpty else {
            return skipped("nothing can be asked for without mpo.mainURL", "set mpo.mainURL")
        }
        let answers = CurlClient(inFlightMax: inFlightMax).answers(to: probes.map(\.request))
        var findings: [Finding] = []
        // What is said of all calls is said once.
        for finding in zip(probes, answers).flatMap({ $0.findings($1.result) })
        where !findings.contains(finding) {
            findings.append(finding)
        }
        return findings
    }
}

extension CurlClient {
    fileprivate typealias Ended = (
        result: Result<TransferResponse, TransferError>, ended: UnixTime
    )

    /// Performs requests together and waits for all of them; the answers have their order.
    fileprivate func answers(to requests: [TransferRequest]) -> [Ended] {
        let all = Answer<[Int: Ended]> {
            await withTaskGroup(of: (Int, Ended).self) { group in
                for (index, request) in requests.enumerated() {
                    group.addTask {
                        let result: Result<TransferResponse, TransferError>
                        do throws(TransferError) {
                            result = .success(try await self.perform(request))
                        } catch {
                            result = .failure(error)
                        }
                        return (index, (result, BridgeClock.system.wall()))
                    }
                }
                var answers: [Int: Ended] = [:]
                for await (index, answer) in group { answers[index] = answer }
                return answers
            }
        }
        let answers = all.wait()
        return requests.indices.compactMap { answers[$0] }
    }
}
