internal import Curl
internal import JSON

/// Sends one load after the other; lives on the thread of a `CurlLoop`.
final class InvokeClient: TransferClient {
    private struct Attempt {
        let message: SimulatedInvoke
        let number: Int
        let startedAt: Int64
    }

    private struct Waiting {
        let message: SimulatedInvoke
        /// Attempts spent.
        let attempts: Int
        let dueAt: Int64
    }

    private let source: InvokeSource
    private let inbox: InvokeInbox
    private var jobs: [InvokeJob] = []
    private var job: InvokeJob?
    private var report = InvokeReport()
    private var made = 0
    private var startedAt: Int64 = 0
    private var inFlight: [UInt64: Attempt] = [:]
    private var waiting: [Waiting] = []
    private var lastTag: UInt64 = 0

    init(_ source: InvokeSource, _ inbox: InvokeInbox) {
        self.source = source
        self.inbox = inbox
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        jobs += inbox.take()
        let now = SimulatorClock.nanoseconds()
        for transfer in ended { end(transfer, now) }
        if starter.isStopping {
            starter.finish()
            return .zero
        }
        while true {
            if job == nil, !beginNext(now) { return .seconds(60) }
            fill(starter, now)
            guard isOver else { return pause(now) }
            endJob(now)
        }
    }

    func stopped(_ ended: [EndedTransfer]) {
        let now = SimulatorClock.nanoseconds()
        for transfer in ended { end(transfer, now) }
        if job != nil { endJob(now) }
        for job in jobs + inbox.close() { job.done(InvokeReport()) }
    }

    private func beginNext(_ now: Int64) -> Bool {
        guard !jobs.isEmpty else { return false }
        job = jobs.removeFirst()
        report = InvokeReport()
        made = 0
        startedAt = now
        return true
    }

    private var isOver: Bool {
        guard let job else { return true }
        return made == job.load.count && inFlight.isEmpty && waiting.isEmpty
    }

    private func endJob(_ now: Int64) {
        report.elapsed = .nanoseconds(now - startedAt)
        job?.done(report)
        job = nil
        waiting = []
        inFlight = [:]
    }

    /// How long until an attempt is due that waits.
    private func pause(_ now: Int64) -> Duration {
        guard let next = waiting.map(\.dueAt).min() else { return .seconds(60) }
        return .nanoseconds(max(0, next - now))
    }

    private func fill(_ starter: TransferStarter, _ now: Int64) {
        guard let job else { return }
        while inFlight.count < job.load.inFlightMax {
            if let index = waiting.firstIndex(where: { $0.dueAt <= now }) {
                let next = waiting.remove(at: index)
                start(
                    next.message, attempt: next.attempts + 1,
                    authorization: source.authorization(), job, starter)
            } else if made < job.load.count {
                made += 1
                let message = source.invoke(job.load.rows, job.load.flow)
                start(message, attempt: 1, authorization: message.authorization, job, starter)
            } else {
                return
            }
        }
    }

    private func start(
        _ message: SimulatedInvoke, attempt: Int, authorization: String, _ job: InvokeJob,
        _ starter: TransferStarter
    ) {
        lastTag += 1
        inFlight[lastTag] = Attempt(
            message: message, number: attempt, startedAt: SimulatorClock.nanoseconds())
        var headers = ["Authorization: " + authorization, "Content-Type: application/json"]
        if job.load.closesConnections { headers.append("Connection: close") }
        let request = TransferRequest(
            method: .post, url: job.url, headers: headers, body: message.body,
            totalTimeout: job.load.timeout,
            policy: OutboundPolicy(
                allowHTTP: true, allowPrivateAddresses: true, caFile: job.load.caFile))
        starter.start(request, tag: lastTag)
    }

    private func end(_ transfer: EndedTransfer, _ now: Int64) {
        guard let attempt = inFlight.removeValue(forKey: transfer.tag) else { return }
        switch transfer.result {
        case .failure(let error):
            report.failures[error.reason.label, default: 0] += 1
            report.lastProblem = error.description
            retry(attempt, now, after: nil, isWorthIt: true)
        case .success(let response):
            report.statuses[response.status, default: 0] += 1
            let microseconds = (now - attempt.startedAt) / 1000
            report.latencies.append(UInt32(clamping: microseconds))
            if response.status == 200, let id = Self.invocationID(response.body) {
                report.accepted += 1
                if report.firstInvocationID == nil { report.firstInvocationID = id }
                source.acknowledge(attempt.message.number, id)
            } else {
                let body = String(decoding: response.body.prefix(300), as: UTF8.self)
                report.lastProblem = "\(response.status) \(body)"
                retry(
                    attempt, now, after: response.retryAfter.flatMap { Int($0) },
                    isWorthIt: response.status == 429 || response.status == 503)
            }
        }
    }

    private func retry(_ attempt: Attempt, _ now: Int64, after seconds: Int?, isWorthIt: Bool) {
        guard isWorthIt, let job, attempt.number < job.load.attemptsMax else {
            report.refused += 1
            return
        }
        let pause = seconds.map { Int64($0) * 1_000_000_000 } ?? 100_000_000
        waiting.append(
            Waiting(
                message: attempt.message, attempts: attempt.number, dueAt: now + pause))
    }

    /// The id in an acceptance; `nil` for anything else.
    private static func invocationID(_ body: [UInt8]) -> String? {
        guard let text = try? JSONText(body), text.root["successful"]?.boolean == true else {
            return nil
        }
        return text.root["content"]?["invocationId"]?.string
    }
}
