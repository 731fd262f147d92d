import AMS
import Bridge
import Curl

/// Tells the product that an invocation is over: once, after the last batch was acknowledged.
final class CompletionNotifier {
    private let bench: Workbench
    private let calls: ProductCalls

    init(_ bench: Workbench, calls: ProductCalls) {
        self.bench = bench
        self.calls = calls
    }

    /// Tells the product, if it is time, or ends the invocation if nobody wants to know.
    /// - Returns: whether a call left.
    func start(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        switch invocation.machine.nextEnd(now: turn.now) {
        case nil:
            return false
        case .finish:
            finish(invocation, turn)
            return false
        case .notify:
            guard let endpoint = invocation.invocation.completion,
                let request = calls.request(
                    endpoint, url: endpoint.url, body: CompletionMessage.body, for: invocation,
                    wall: turn.wall)
            else {
                halt(invocation, reason: ProductCalls.notAllowed)
                return false
            }
            turn.starter.start(request, tag: bench.transfers.insert(.completion(invocation)))
            return true
        }
    }

    func ended(
        _ invocation: OpenInvocation, _ verdict: ProductCalls.Verdict, _ turn: Turn
    ) {
        switch verdict {
        case .accepted:
            ServiceCrashPoint.reached(.completionAcknowledged)
            bench.metrics.productCalls.add(.completionAccepted)
            finish(invocation, turn)
        case .again(let again):
            bench.metrics.productCalls.add(.completionFailed)
            let failures = invocation.machine.completionFailures
            let delay = invocation.machine.completionFailed(
                now: turn.now, retryAfter: nil, jitter: bench.jitter(), isOwn: again.isOwn)
            bench.log.completionFailed(
                invocation.id, label: again.reason, attempt: failures + 1,
                retry: max(delay, again.hostDelay))
        case .tooLarge:
            bench.metrics.productCalls.add(.completionFailed)
            halt(invocation, reason: "the answer is too large")
        case .refused(let reason), .forbidden(let reason):
            bench.metrics.productCalls.add(.completionFailed)
            halt(invocation, reason: reason)
        }
    }

    private func finish(_ invocation: OpenInvocation, _ turn: Turn) {
        invocation.machine.completed()
        bench.record(invocation)
        let duration = invocation.since.duration(to: turn.now)
        bench.metrics.invocationsCompleted.add()
        bench.metrics.invocationDurations.observe(duration)
        let (id, progress) = (invocation.id, invocation.machine.progress)
        if invocation.isReopened {
            bench.log.invocationCompletedAgain(id, progress, duration: duration)
        } else {
            bench.log.invocationCompleted(id, progress, duration: duration)
        }
    }

    private func halt(_ invocation: OpenInvocation, reason: String) {
        bench.halt(invocation, .completion, reason: "completion: \(reason)")
    }
}
