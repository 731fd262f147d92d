import Bridge
import Curl

/// The calls to products: pages, batches and completions stand in the lane of their host, each with
/// a gate of its own, so that a product that does not answer costs little and keeps nobody else
/// back.
final class Errands {
    /// Hosts with a gate of their own. The allow-list of a configuration names far fewer as a rule.
    static let hostsMax = 1_000

    private let bench: Workbench
    private let calls: ProductCalls
    private let puller: PagePuller
    private let writer: ResultWriter
    private let notifier: CompletionNotifier
    let hosts = LaneBoard(.host, lanesMax: hostsMax)
    /// For all products together.
    private(set) var callsMax: Int
    private var callsUnderWay = 0 {
        didSet { bench.metrics.productCallsInFlight.set(callsUnderWay) }
    }

    init(
        _ bench: Workbench, calls: ProductCalls, callsMax: Int, puller: PagePuller,
        writer: ResultWriter, notifier: CompletionNotifier
    ) {
        self.bench = bench
        self.calls = calls
        self.callsMax = callsMax
        self.puller = puller
        self.writer = writer
        self.notifier = notifier
    }

    /// Queues what is due of an invocation, each errand once.
    func queue(_ invocation: OpenInvocation, _ due: InvocationMachine.Due, _ turn: Turn) {
        if due.batch, !invocation.push.isQueued { queue(.push, of: invocation, turn) }
        if due.page, !invocation.pull.isQueued { queue(.pull, of: invocation, turn) }
        if due.end, !invocation.completion.isQueued { queue(.completion, of: invocation, turn) }
    }

    private func queue(
        _ errand: InvocationMachine.ErrandKind, of invocation: OpenInvocation, _ turn: Turn
    ) {
        guard let endpoint = invocation.endpoint(of: errand),
            errand != .completion || !invocation.machine.progress.isNotified
        else {
            // Nobody is to be told, or nobody again: to end needs no call.
            if errand == .completion { _ = notifier.start(invocation, turn) }
            return
        }
        let lane = invocation[errand].lane ?? lane(of: endpoint, for: invocation, turn)
        invocation[errand].lane = lane
        invocation[errand].isQueued = true
        hosts.append(Lane.Entry(invocation: invocation, errand: errand, since: turn.now), to: lane)
    }

    private var hostGate: TargetGate {
        TargetGate(
            callsInFlightMax: callsMax, operationsPerSecondMax: nil, operationsPerCallMax: 1,
            retry: .host)
    }

    /// After a reload: calls that are under way end as they began.
    func adopt(_ settings: ProductCalls.Settings, callsMax: Int) {
        calls.settings = settings
        self.callsMax = callsMax
        let gate = hostGate
        hosts.forEach { $0.gate.adoptLimits(of: gate) }
    }

    /// The lane of an endpoint's host, which hears that there is work for it.
    private func lane(
        of endpoint: Endpoint, for invocation: OpenInvocation, _ turn: Turn
    ) -> Lane {
        let lane = hosts.lane(Self.host(endpoint.url)) {
            hostGate
        }
        let isKnown =
            invocation.pull.lane === lane || invocation.push.lane === lane
            || invocation.completion.lane === lane
        if !isKnown, !invocation.isReturning {
            lane.gate.freshWork(rows: invocation.machine.progress.rowsStored, now: turn.now)
        }
        return lane
    }

    /// Scheme, host and port. The receiver lets no URL pass in which they cannot be read.
    private static func host(_ url: String) -> String { (try? OutboundURL(url))?.origin ?? url }

    var placesFree: Int { max(0, callsMax - callsUnderWay) }

    /// Starts as many calls as may be under way.
    func fill(_ turn: Turn) {
        while bench.readsAgainAt == nil,
            let lane = hosts.next(placesFree: placesFree, turn.now),
            let entry = hosts.popFirst(lane), let errand = entry.errand
        {
            let invocation = entry.invocation
            invocation[errand].isQueued = false
            let pass = lane.gate.entered(operations: 1, now: turn.now)
            guard start(errand, of: invocation, turn) else {
                lane.gate.leftUnsent(pass, now: turn.now)
                continue
            }
            invocation[errand].pass = pass
            callsUnderWay += 1
        }
    }

    private func start(
        _ errand: InvocationMachine.ErrandKind, of invocation: OpenInvocation, _ turn: Turn
    ) -> Bool {
        switch errand {
        case .pull: puller.start(invocation, turn)
        case .push: writer.start(invocation, turn)
        case .completion: notifier.start(invocation, turn)
        }
    }

    // MARK: - Calls end

    func pageEnded(
        _ invocation: OpenInvocation, _ request: InvocationMachine.PageRequest,
        _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        puller.ended(invocation, request, verdict(result, on: .pull, of: invocation, turn), turn)
    }

    func batchEnded(
        _ invocation: OpenInvocation, _ rows: RowRanges, startedAt: UnixTime,
        _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        writer.ended(
            invocation, rows, startedAt: startedAt,
            verdict(result, on: .push, of: invocation, turn), turn)
    }

    func completionEnded(
        _ invocation: OpenInvocation, _ result: Result<TransferResponse, TransferError>,
        _ turn: Turn
    ) {
        notifier.ended(invocation, verdict(result, on: .completion, of: invocation, turn), turn)
    }

    /// What an answer means, for the invocation and for the gate of its host.
    private func verdict(
        _ result: Result<TransferResponse, TransferError>,
        on errand: InvocationMachine.ErrandKind, of invocation: OpenInvocation, _ turn: Turn
    ) -> ProductCalls.Verdict {
        bench.touch(invocation)
        callsUnderWay -= 1
        bench.metrics.durations(of: errand).observe(result.totalTime)
        let verdict = calls.verdict(result, on: errand, of: invocation, wall: turn.wall)
        guard let lane = invocation[errand].lane, let pass = invocation[errand].pass.take() else {
            return verdict
        }
        switch verdict {
        case .again(var again):
            guard let setback = again.setback else { break }
            lane.lastTrouble = Lane.Trouble(again.reason, at: turn.wall)
            again.isOwn = invocation[errand].failedOnItsOwn(lane.gate)
            again.hostDelay =
                hosts.failed(lane, pass, setback, turn.now, jitter: bench.jitter()).delay
            return .again(again)
        case .forbidden:
            lane.gate.leftUnsent(pass, now: turn.now)
            return verdict
        case .accepted, .refused, .tooLarge:
            break
        }
        _ = hosts.left(lane, pass)
        if case .accepted = verdict { invocation[errand].successesAtFailure = nil }
        return verdict
    }

    // MARK: - When

    /// When there may be room again without an event.
    func wakesAt(_ now: MonotonicTime) -> MonotonicTime? {
        hosts.opensAt(placesFree: placesFree, now) { _ in now }
    }
}
