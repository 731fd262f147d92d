import Curl
import Service

/// Whether a daemon runs and answers.
enum DaemonCheck {
    private static let timeout = Duration.seconds(5)

    static func finding(_ socket: String?) -> Finding {
        guard let socket else {
            return Finding(
                .daemon, "admin.socket", .skipped, "none is configured",
                mend: "set admin.socket: without it no command reaches the daemon")
        }
        let request = TransferRequest(
            method: .get, url: "http://mpo-bridge/readyz", totalTimeout: timeout,
            policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true),
            unixSocket: socket)
        switch CurlClient(inFlightMax: 1).result(of: request) {
        case .success(let response) where response.status == 200:
            return Finding(.daemon, socket, .ok, "the daemon answers, and takes invokes")
        case .success(let response):
            return Finding(
                .daemon, socket, .warn,
                "the daemon answers, but takes no invokes now (HTTP \(response.status))",
                mend: "see its log: the disk or the queue is full, or it is stopping")
        case .failure(let error) where !error.isCertainlyUnsent:
            return Finding(
                .daemon, socket, .fail, "the daemon does not answer: \(error.message)",
                mend: "see its log, and restart it")
        case .failure:
            let isForbidden = Files.access(socket) == .forbidden
            return Finding(
                .daemon, socket, isForbidden ? .skipped : .warn,
                isForbidden ? "this user may not ask" : "no daemon runs",
                mend: isForbidden
                    ? "call it as root or as the daemon's user"
                    : "start it: systemctl start mpo-bridge")
        }
    }
}
