import Bridge
import JSON
import Store
import Synchronization

/// How the daemon stands, in one answer: `GET /v1/status`.
extension AdminReading {
    /// Halted invocations that are named; `halted` counts them all.
    private static let haltedMax = 20
    /// Rows of each state that are counted, so that the answer stays quick.
    private static let rowsMax = 10_000

    func status(
        _ engine: EngineStatus, of daemon: AdminEndpoint.Daemon
    ) throws(StoreError) -> [UInt8] {
        let open = try reader.openCounts()
        let halted = try reader.summaries(
            InvocationFilter(state: .halted), before: nil, limit: Self.haltedMax)
        let pauses = try reader.pauses()
        var rows: [(name: String, count: BoundedCount)] = []
        for state in ActScope.states {
            rows.append((state.rawValue, try count(state)))
        }
        let problems = daemon.readiness.problems
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("version", daemon.version)
            writer.member("startedAt", daemon.startedAt)
            writer.member("epoch", Int(daemon.epoch))
            writer.member("ready", problems.isEmpty)
            writer.array("problems", problems) { $0.string($1) }
            writer.configuration(daemon.metrics.configuration.now)
            writer.open(open)
            writer.rows(rows, engine, daemon.metrics)
            writer.array("targets", engine.targets) { $0.target($1) }
            writer.member("targetsLeftOut", engine.targetsLeftOut)
            writer.array("pauses", pauses) { writer, pause in
                writer.object { writer in
                    writer.member("mapping", pause.mapping)
                    writer.member("since", pause.since)
                    writer.member("operator", pause.operatorName)
                    writer.member("why", pause.reason)
                }
            }
            writer.array("halted", halted.invocations) { writer, summary in
                writer.object { writer in
                    writer.member("id", summary.id.text)
                    writer.member("mapping", summary.mappingName)
                    writer.member("since", summary.changedAt)
                    writer.member("reason", summary.reason)
                }
            }
            writer.store(StoreSpace(daemon.reloader.configuration.store.path))
        }
        return writer.bytes
    }

    private func count(_ state: ExceptionState) throws(StoreError) -> BoundedCount {
        try reader.actableCount(
            [state], of: nil, row: nil, mappingName: nil, max: Self.rowsMax)
    }
}

extension JSONWriter {
    fileprivate mutating func configuration(_ state: ConfigurationRecord.State) {
        object("configuration") { writer in
            writer.member("version", state.version)
            writer.member("loadedAt", state.loadedAt)
            writer.member("loads", state.loads)
            writer.key("lastReload")
            guard let reload = state.lastReload else { return writer.null() }
            writer.object { writer in
                writer.member("at", reload.at)
                writer.member("operator", reload.by)
                writer.member("mistakes", reload.mistakes)
            }
        }
    }

    fileprivate mutating func open(_ counts: [InvocationState: Int]) {
        object("invocations") { writer in
            for state in InvocationState.allCases where state != .completed {
                writer.member(state.rawValue, counts[state] ?? 0)
            }
            let sum = counts.values.reduce(0, +)
            writer.member("isCut", sum >= StoreReader.openCountMax)
        }
    }

    /// Failed, held and unknown rows are those of all invocations in the store, on which an
    /// operator can act.
    fileprivate mutating func rows(
        _ counts: [(name: String, count: BoundedCount)], _ engine: EngineStatus,
        _ metrics: Metrics
    ) {
        let held = metrics.rowsHeld.load(ordering: .relaxed)
        object("rows") { writer in
            writer.member(
                "waiting", max(0, metrics.queuedRows - engine.rowsInFlight - held))
            writer.member("inFlight", engine.rowsInFlight)
            for (name, count) in counts { writer.member(name, count.count) }
            writer.member("isCut", counts.contains { $0.count.isCut })
        }
    }

    fileprivate mutating func target(_ target: EngineStatus.Target) {
        object { writer in
            writer.member("kind", target.kind.rawValue)
            writer.member("name", target.name)
            writer.member("gate", target.gate.word)
            writer.member("callsInFlight", target.callsInFlight)
            writer.member("callsInFlightMax", target.callsInFlightMax)
            writer.member("waiting", target.waiting)
            writer.member("waitsFor", target.waitsFor?.rawValue)
            writer.member("opensAt", target.opensAt)
            writer.key("lastError")
            guard let trouble = target.lastTrouble else { return writer.null() }
            writer.object { writer in
                writer.member("label", trouble.label)
                writer.member("at", trouble.at)
            }
        }
    }

    fileprivate mutating func store(_ space: StoreSpace) {
        object("store") { writer in
            writer.member("path", space.path)
            writer.member("bytes", space.bytes)
            writer.member("logBytes", space.logBytes)
            writer.member("freeBytes", space.freeBytes)
        }
    }
}

extension TargetGate.State {
    fileprivate var word: String {
        switch self {
        case .closed: "closed"
        case .halfOpen: "half-open"
        case .open: "open"
        }
    }
}
