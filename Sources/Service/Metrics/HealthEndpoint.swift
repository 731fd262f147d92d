import HTTPServer
import HTTPWire

/// Metrics and health for machines: `/metrics` (Prometheus), `/healthz` (the process answers) and
/// `/readyz` (invokes are taken, or why not).
final class HealthEndpoint: RequestHandler {
    private let metrics: Metrics
    private let readiness: Readiness

    init(metrics: Metrics, readiness: Readiness) {
        self.metrics = metrics
        self.readiness = readiness
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        guard head.method == .get || head.method == .head else {
            return .answer(
                Response(status: 405, headers: [("Allow", "GET, HEAD")]))
        }
        switch head.path {
        case "/metrics":
            var ready = MetricText()
            ready.gauge(
                "mpo_bridge_ready", "1 while invokes are taken, as /readyz says.",
                readiness.problems.isEmpty ? 1 : 0)
            var answer = Response(status: 200, body: ready.bytes + metrics.text())
            answer.contentType = "text/plain; version=0.0.4; charset=utf-8"
            return .answer(answer)
        case "/healthz":
            return .answer(.text(200, "ok\n"))
        case "/readyz":
            let problems = readiness.problems
            return .answer(
                problems.isEmpty
                    ? .text(200, "ready\n")
                    : .text(503, "not ready: \(problems.joined(separator: "; "))\n"))
        default:
            return .answer(.text(404, "no such path: /metrics, /healthz and /readyz are served\n"))
        }
    }

    func handle(_ request: Request, _ responder: Responder) {
        // No request is admitted with a body.
        responder.answer(Response(status: 404))
    }
}
