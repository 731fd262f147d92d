import Bridge
import Synchronization

/// Looks around in the engine now and then, for the metrics: which limit keeps whom waiting, and
/// which targets are paused. Costs nothing in between.
struct EngineSurvey {
    /// Whose limit it is.
    enum Target: String, CaseIterable, Hashable, Sendable {
        /// MPO's sync server, for all mappings together.
        case mpo
        case mapping
        /// MPO's main API.
        case lookUp = "lookup"
        /// One host of a product.
        case host
        /// All products together.
        case product
    }

    struct Wait: Hashable, Sendable {
        let target: Target
        let obstacle: TargetGate.Obstacle
    }

    struct Findings: Sendable {
        /// Invocations that stand in a lane, by the limit that keeps the first of them there.
        var waiting: [Wait: Int] = [:]
        /// Paused ones first, at most `hostsMax`; the state is that of `TargetGate.State`.
        var hosts: [(name: String, state: Int)] = []
        var resting = 0
        var rowsToRetry = 0
        var rowsToLookUp = 0
    }

    /// Hosts with a series of their own: their names come from invokes.
    static let hostsMax = 50
    private static let interval = Duration.seconds(5)

    private var lookAt: MonotonicTime?
    private var sawNobody = true

    /// When to look again: once more after the last invocation has gone.
    func wakesAt(isIdle: Bool) -> MonotonicTime? { isIdle && sawNobody ? nil : lookAt }

    mutating func look(at engine: Engine, _ now: MonotonicTime) {
        if let lookAt, now < lookAt { return }
        lookAt = now.advanced(by: Self.interval)
        sawNobody = engine.invocations.isEmpty && engine.resting.count == 0
        var found = Findings()
        for invocation in engine.invocations.values {
            found.rowsToRetry += invocation.machine.rowsWaiting
            found.rowsToLookUp += invocation.lookUps.count
        }
        found.resting = engine.resting.count
        Self.countCalls(engine.executor, now, &found)
        Self.countErrands(engine.errands, now, &found)
        found.hosts = Self.hosts(engine.errands.hosts)
        for mapping in engine.bench.metrics.mappings.all {
            let state = engine.executor.lanes.state(of: mapping.name) ?? .closed
            mapping.breaker.set(state.rawValue)
        }
        let findings = found
        engine.bench.metrics.survey.withLock { $0 = findings }
    }

    private static func countCalls(
        _ executor: Executor, _ now: MonotonicTime, _ found: inout Findings
    ) {
        for lane in executor.lanes.all {
            guard let first = lane.queue.first else { continue }
            if lane.isHeld {
                found.count(lane, .mapping, .pause)
            } else if let whole = executor.gate.obstacle(operations: first.operations, now: now) {
                found.count(lane, .mpo, whole)
            } else if let own = lane.gate.obstacle(operations: first.operations, now: now) {
                found.count(lane, .mapping, own)
            }
        }
        let lane = executor.lookUps
        guard !lane.queue.isEmpty else { return }
        if let own = lane.gate.obstacle(operations: 1, now: now) {
            found.count(lane, .lookUp, own)
        } else if executor.gate.placesFree <= 0 {
            found.count(lane, .mpo, .concurrency)
        }
    }

    private static func countErrands(
        _ errands: Errands, _ now: MonotonicTime, _ found: inout Findings
    ) {
        for lane in errands.hosts.all where !lane.queue.isEmpty {
            if let own = lane.gate.obstacle(operations: 1, now: now) {
                found.count(lane, .host, own)
            } else if errands.placesFree <= 0 {
                found.count(lane, .product, .concurrency)
            }
        }
    }

    /// The lane that hosts without one of their own share has no name.
    private static func hosts(_ board: LaneBoard) -> [(name: String, state: Int)] {
        board.all
            .map { lane in
                (
                    name: lane.name.isEmpty ? MappingTable.othersName : lane.name,
                    state: lane.gate.state.rawValue
                )
            }
            .sorted { ($1.state, $0.name) < ($0.state, $1.name) }
            .prefix(hostsMax).map(\.self)
    }
}

extension EngineSurvey.Findings {
    fileprivate mutating func count(
        _ lane: Lane, _ target: EngineSurvey.Target, _ obstacle: TargetGate.Obstacle
    ) {
        waiting[EngineSurvey.Wait(target: target, obstacle: obstacle), default: 0] +=
            lane.queue.count
    }
}
