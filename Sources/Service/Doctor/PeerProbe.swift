package import Bridge
import Crypto
package import Curl
import MPO

/// Asks a peer for its front page, with the policy and the TLS settings of the daemon: whether its
/// name resolves, whether it is reached and trusted, for how long, and what time it is there.
package struct PeerProbe: Sendable {
    /// The key of the configuration that names it.
    package let subject: String
    package let request: TransferRequest
    /// Whether the daemon calls this very port: a product names its ports only when it invokes.
    private let isTarget: Bool

    /// How long one probe may take.
    private static let timeout = Duration.seconds(10)
    /// A front page may be of any size; nothing of it is read.
    private static let answerBytesMax = 4 << 20
    /// Hosts that are asked, at most.
    private static let hostsMax = 64

    /// MPO's hosts, and of the product those that the configuration names without a star.
    package static func all(_ configuration: Configuration) -> [PeerProbe] {
        let (mpo, endpoints) = (configuration.mpo, configuration.ams.endpoints)
        var probes = [PeerProbe("mpo.syncURL", mpo.syncURL, mpo.policy, isTarget: true)]
        if let mainURL = mpo.mainURL {
            probes.append(PeerProbe("mpo.mainURL", mainURL, mpo.policy, isTarget: true))
        }
        for case .exact(let host) in endpoints.allowedHosts.prefix(hostsMax) {
            let authority = host.contains(":") ? "[\(host)]" : host
            let port = endpoints.allows(port: 443) ? 443 : endpoints.allowedPorts?.first ?? 443
            let url = "https://\(authority):\(port)"
            guard let policy = EndpointRules(endpoints).policy(url) else { continue }
            probes.append(
                PeerProbe(
                    "ams.endpoints.allowedHosts \(host)", url, policy, isTarget: false))
        }
        return probes
    }

    private init(_ subject: String, _ base: String, _ policy: OutboundPolicy, isTarget: Bool) {
        self.subject = subject
        self.isTarget = isTarget
        var request = TransferRequest(
            method: .get, url: base + "/", totalTimeout: Self.timeout,
            responseBytesMax: Self.answerBytesMax, policy: policy)
        request.tellsCertificate = true
        self.request = request
    }

    /// - Parameter ended: when the answer was there.
    package func findings(
        _ result: Result<TransferResponse, TransferError>, ended: UnixTime
    ) -> [Finding] {
        switch result {
        case .failure(let error): return [finding(error)]
        case .success(let response):
            let milliseconds = response.times.connected / .milliseconds(1)
            return [
                Finding(
                    .reach, subject, .ok,
                    "answers (HTTP \(response.status)), connected after "
                        + "\(Int(milliseconds)) ms"),
                certificate(response, ended), clock(response, ended),
            ]
        }
    }

    private func finding(_ error: TransferError) -> Finding {
        let text = "\(error.message) (\(error.reason.label))"
        switch error.reason {
        case .resolve:
            return Finding(
                .reach, subject, .fail, text,
                mend: "correct the host's name, or this machine's name server")
        case .addressRefused:
            return Finding(
                .reach, subject, .fail, text,
                mend: "correct the name's address, or set allowPrivateAddresses if it is meant")
        case .tls:
            return Finding(
                .certificate, subject, .fail, text,
                mend: "install ca-certificates, name the peer's own issuer with caFile, or let "
                    + "the peer renew its certificate")
        case .connect, .connectTimedOut:
            return Finding(
                .reach, subject, isTarget ? .fail : .warn, text,
                mend: "open the way out to this port in firewalls; a proxy is not used"
                    + (isTarget ? "" : " (the product may use another port)"))
        default:
            return Finding(
                .reach, subject, isTarget ? .fail : .warn, text,
                mend: "see whether the peer is well, and what lies between")
        }
    }

    // MARK: - The certificate

    /// Within this time a peer's renewal is overdue.
    private static let endingDays = 14

    private func certificate(_ response: TransferResponse, _ now: UnixTime) -> Finding {
        guard let pem = response.certificate, let validity = try? CertificateValidity.of(pem)
        else {
            return Finding(
                .certificate, subject, .warn, "plain http: whoever is on the way reads along",
                mend: "write https://")
        }
        let days = (Int64(validity.upperBound) - now.seconds) / 86_400
        guard days < Self.endingDays else {
            return Finding(
                .certificate, subject, .ok, "trusted, good for \(days) days")
        }
        return Finding(
            .certificate, subject, .warn, "trusted, but good for \(days) days only",
            mend: "ask the peer to renew it")
    }

    // MARK: - The clock

    /// What one second of resolution and a slow answer make.
    private static let skewOK = Duration.seconds(5)
    /// Half of how long a token of ours is good (protocol notes on AMS, addendum).
    private static let skewMax = Duration.seconds(30)

    private func clock(_ response: TransferResponse, _ ended: UnixTime) -> Finding {
        guard let date = response.date else {
            return Finding(.clock, subject, .skipped, "the peer tells no time")
        }
        let theirs = RetryAfter.reference(date: date, wall: ended)
        // A date has whole seconds, cut off: half of one is what it lacks on average.
        let skew = Duration.milliseconds(ended.milliseconds - theirs.milliseconds - 500)
        let seconds = abs(skew.inMilliseconds) / 1_000
        let slack = Self.skewOK + response.times.total
        if abs(skew.inMilliseconds) <= slack.inMilliseconds {
            return Finding(.clock, subject, .ok, "agrees with this machine's")
        }
        let isBad = abs(skew.inMilliseconds) > Self.skewMax.inMilliseconds
        return Finding(
            .clock, subject, isBad ? .fail : .warn,
            "this machine's is \(seconds) s \(skew > .zero ? "ahead" : "behind")",
            mend: "let systemd-timesyncd or chrony set it: tokens and signatures bear the time")
    }
}
