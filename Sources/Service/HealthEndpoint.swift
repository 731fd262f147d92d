import HTTPServer
import HTTPWire

/// Metrics and health for machines: `/metrics` (Prometheus), `/healthz` (the process answers) and
/// `/readyz` (invokes are taken: the store is writable and the queue has room).
final class HealthEndpoint: RequestHandler {
    private let metrics: Metrics
    private let isReady: @Sendable () -> Bool

    init(metrics: Metrics, isReady: @escaping @Sendable () -> Bool) {
        self.metrics = metrics
        self.isReady = isReady
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        guard head.method == .get || head.method == .head else {
            return .answer(
                Response(status: 405, headers: [("Allow", "GET, HEAD")]))
        }
        switch head.path {
        case "/metrics":
            var answer = Response(status: 200, body: metrics.text())
            answer.contentType = "text/plain; version=0.0.4; charset=utf-8"
            return .answer(answer)
        case "/healthz":
            return .answer(.text(200, "ok\n"))
        case "/readyz":
            return .answer(isReady() ? .text(200, "ready\n") : .text(503, "not ready\n"))
        default:
            return .answer(.text(404, "no such path: /metrics, /healthz and /readyz are served\n"))
        }
    }

    func handle(_ request: Request, _ responder: Responder) {
        // No request is admitted with a body.
        responder.answer(Response(status: 404))
    }
}
