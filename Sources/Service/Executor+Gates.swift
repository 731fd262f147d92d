import Bridge
import Curl
import MPO

/// What the gates before MPO learn: the one of MPO itself, and the one of each mapping.
extension Executor {
    /// The lane of an invocation's mapping.
    func lane(of invocation: OpenInvocation) -> Lane {
        if let lane = invocation.rowsLane { return lane }
        let name = invocation.mapping.name
        let lane = lanes.lane(name) {
            // Where the configuration still names it, its limits count and not the old ones.
            gate(of: settings.mappings[name] ?? invocation.mapping)
        }
        invocation.rowsLane = lane
        return lane
    }

    /// A gate with the limits of a mapping, within those of MPO.
    func gate(of mapping: Mapping) -> TargetGate {
        let whole = gate.callsInFlightMax
        return TargetGate(
            callsInFlightMax: min(mapping.callsInFlightMax ?? whole, whole),
            operationsPerSecondMax: mapping.operationsPerSecondMax.map(Double.init),
            operationsPerCallMax: mapping.operationsPerCall, retry: .mpo)
    }

    // MARK: - Work comes in

    /// An invocation has come: where MPO or the mapping is paused, it is asked soon.
    func freshWork(_ invocation: OpenInvocation, _ now: MonotonicTime) {
        let rows = invocation.machine.progress.rowsStored
        gate.freshWork(rows: rows, now: now)
        lookUps.gate.freshWork(rows: rows, now: now)
        lane(of: invocation).gate.freshWork(rows: rows, now: now)
    }

    /// Further rows of an invocation have come.
    func moreRows(_ count: Int, of invocation: OpenInvocation) {
        gate.moreRows(count)
        lookUps.gate.moreRows(count)
        lane(of: invocation).gate.moreRows(count)
    }

    // MARK: - Calls end

    /// Whether the target itself answered as one that is in order. Then only the mapping may be at
    /// fault.
    private static func isWell(_ result: Result<TransferResponse, TransferError>) -> Bool {
        guard case .success(let response) = result else { return false }
        return response.status < 500 && response.status != 429
    }

    /// Frees the call's places, and slows down what stands in the way of the next ones.
    func release(
        _ call: CallInFlight, _ verdict: CallVerdict,
        _ result: Result<TransferResponse, TransferError>, _ turn: Turn
    ) {
        defer { tellInFlight() }
        let pass = call.pass
        let isNotNow = !verdict.isDone && verdict.operations.contains { $0.outcome == .notNow }
        noteTrouble(of: call, verdict, isTarget: !Self.isWell(result), turn)
        guard Self.isWell(result) else {
            pass.lane.gate.leftUnsent(pass.mapping, now: turn.now)
            _ = gate.leftFailed(
                pass.target, isNotNow ? .asked(toWait: verdict.retryAfter) : .unwell,
                now: turn.now, jitter: bench.jitter())
            return
        }
        gate.left(pass.target)
        if verdict.followUp != .none {
            let label = verdict.operations.first?.label.rawValue ?? ""
            let (delay, isNews) = failed(pass, .unwell, turn)
            if isNews {
                bench.log.mappingHalted(pass.lane.name, label: label, retry: delay)
            }
        } else if isNotNow {
            let (delay, isNews) = failed(pass, .asked(toWait: verdict.retryAfter), turn)
            let label = verdict.operations.first { $0.outcome == .notNow }?.label.rawValue
            if isNews {
                bench.log.mappingPaused(pass.lane.name, label: label ?? "", retry: delay)
            }
        } else if lanes.left(pass.lane, pass.mapping) {
            bench.log.mappingResumed(pass.lane.name)
        }
    }

    private func failed(
        _ pass: CallPass, _ setback: TargetGate.Setback, _ turn: Turn
    ) -> (delay: Duration, isNews: Bool) {
        lanes.failed(pass.lane, pass.mapping, setback, turn.now, jitter: bench.jitter())
    }

    /// A claim of which nothing could be sent is on disk.
    func free(_ pass: CallPass, _ turn: Turn) {
        gate.leftUnsent(pass.target, now: turn.now)
        pass.lane.gate.leftUnsent(pass.mapping, now: turn.now)
    }

    /// Frees the places of a question.
    ///
    /// - Parameter isWell: the main API answered it, whatever it said.
    /// - Returns: how long the main API is left alone.
    func releaseLookUp(
        _ pass: TargetGate.Pass, _ result: Result<TransferResponse, TransferError>, isWell: Bool,
        _ turn: Turn
    ) -> Duration {
        defer { tellInFlight() }
        gate.guestLeft()
        if isWell {
            lookUps.gate.left(pass)
            return .zero
        }
        let setback: TargetGate.Setback =
            switch result {
            case .success(let response): .init(response, wall: turn.wall)
            case .failure: .unwell
            }
        return lookUps.gate.leftFailed(
            pass, setback, now: turn.now, jitter: bench.jitter())
    }

    func tellInFlight() {
        bench.metrics.inFlight(calls: gate.callsInFlight, lookUps: gate.guestsInFlight)
    }

    // MARK: - When

    /// How many entries a lane of rows can make use of soon.
    func wanted(_ lane: Lane, _ now: MonotonicTime) -> Int {
        min(lane.wanted(now), Lane.wanted(gate, now))
    }

    /// When there may be room again without an event.
    func wakesAt(_ now: MonotonicTime) -> MonotonicTime? {
        let calls = lanes.opensAt(placesFree: gate.placesFree, now) {
            gate.opensAt(operations: $0, now: now)
        }
        guard let first = lookUps.queue.first?.invocation else { return calls }
        let isHopeless = reconciler?.isHopeless(first, now) ?? false
        guard let opens = isHopeless ? now : lookUpsOpenAt(now) else { return calls }
        return calls.map { min($0, opens) } ?? opens
    }

    func lookUpsOpenAt(_ now: MonotonicTime) -> MonotonicTime? {
        guard let own = lookUps.gate.opensAt(operations: 1, now: now),
            let whole = gate.opensToGuestAt(operations: 1, now: now)
        else { return nil }
        return max(own, whole)
    }
}
