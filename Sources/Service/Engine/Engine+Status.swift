import Bridge

/// Tells how things stand.
extension Engine {
    func status(_ turn: Turn) -> EngineStatus {
        var targets = [executor.targetOfAll(turn), executor.targetOfLookUps(turn)]
        let mappings = executor.lanes.targets(.mapping, turn)
        let hosts = errands.hosts.targets(.host, turn)
        targets += mappings.prefix(EngineStatus.targetsMax)
        targets += hosts.prefix(EngineStatus.targetsMax)
        return EngineStatus(
            targets: targets, targetsLeftOut: 2 + mappings.count + hosts.count - targets.count,
            rowsInFlight: bench.transfers.rowsInFlight)
    }
}

extension Executor {
    fileprivate func targetOfAll(_ turn: Turn) -> EngineStatus.Target {
        let whole = Lane(.rows, settings.syncURL, gate: gate)
        whole.lastTrouble = lastTrouble
        return whole.target(.mpo, turn)
    }

    fileprivate func targetOfLookUps(_ turn: Turn) -> EngineStatus.Target {
        lookUps.target(.lookUps, turn)
    }
}

extension LaneBoard {
    fileprivate func targets(
        _ kind: EngineStatus.Target.Kind, _ turn: Turn
    ) -> [EngineStatus.Target] {
        var found: [EngineStatus.Target] = []
        forEach { lane in
            let target = lane.target(kind, turn)
            if target.isNotable || target.callsInFlight > 0 { found.append(target) }
        }
        // What stands still comes first.
        return found.sorted {
            ($0.waitsFor == nil ? 1 : 0, $0.name) < ($1.waitsFor == nil ? 1 : 0, $1.name)
        }
    }
}

extension Lane {
    fileprivate func target(
        _ kind: EngineStatus.Target.Kind, _ turn: Turn
    ) -> EngineStatus.Target {
        let operations = queue.first?.operations ?? 1
        let opens = isHeld ? nil : gate.opensAt(operations: operations, now: turn.now)
        let isLater = opens.map { $0 > turn.now } ?? false
        var wait: EngineStatus.Wait?
        if isHeld {
            wait = .anOperator
        } else if gate.state == .open {
            wait = .probe
        } else if opens == nil {
            wait = .place
        } else if isLater {
            wait = .rate
        }
        return EngineStatus.Target(
            kind: kind, name: name, gate: gate.state, callsInFlight: gate.callsInFlight,
            callsInFlightMax: gate.callsInFlightMax,
            waiting: queue.count + resting.count + left.count,
            waitsFor: wait,
            opensAt: isLater
                ? opens.map { turn.wall.advanced(by: turn.now.duration(to: $0)) } : nil,
            lastTrouble: lastTrouble.map { ($0.label, $0.at) })
    }
}

extension TransferTable {
    /// Rows whose operations are part of a call.
    fileprivate var rowsInFlight: Int {
        purposes.reduce(0) { sum, purpose in
            if case .call(let call) = purpose { sum + call.operations } else { sum }
        }
    }
}
