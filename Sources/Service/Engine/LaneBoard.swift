import Bridge

/// The lanes of one kind, and which of them is next: the one with the fewest calls in flight among
/// those whose gate is open, so that a slow target, or one with a million rows, leaves the others
/// what they need.
final class LaneBoard {
    /// Lanes that are kept; those that nobody uses are forgotten first, and what is beyond shares
    /// one lane.
    private let lanesMax: Int
    private let kind: Lane.Kind
    private var lanes: [String: Lane] = [:]
    private var waiting: [Lane] = []
    private var turns = 0
    /// Names of lanes of which an operator lets no call leave.
    private(set) var held: Set<String> = []
    /// Lanes whose target is paused.
    private(set) var pausedCount = 0

    init(_ kind: Lane.Kind, lanesMax: Int) {
        precondition(lanesMax > 0, "there is a lane")
        self.kind = kind
        self.lanesMax = lanesMax
    }

    /// Where there are several lanes, one may take at most so many times the places that are then
    /// free. So some always are, however many lanes are full of calls that hang: of 32 places one
    /// lane takes 28, two take 30.
    static let dominanceMax = 7

    // MARK: - Lanes

    /// The lane of a target.
    ///
    /// - Parameter gate: for a lane that is new.
    func lane(_ name: String, gate: () -> TargetGate) -> Lane {
        if let lane = lanes[name] { return lane }
        if lanes.count >= lanesMax { forgetIdle() }
        let name = lanes.count >= lanesMax ? Self.othersName : name
        if let lane = lanes[name] { return lane }
        let lane = Lane(kind, name, gate: gate())
        lane.isHeld = held.contains(name)
        lanes[name] = lane
        return lane
    }

    /// Lets no call of a lane leave, or calls again.
    func hold(_ name: String, _ isHeld: Bool) {
        if isHeld { held.insert(name) } else { held.remove(name) }
        lanes[name]?.isHeld = isHeld
    }

    /// All lanes, in no order.
    func forEach(_ body: (Lane) -> Void) { lanes.values.forEach(body) }

    /// Of the lane of all targets that have none of their own: no host and no mapping has an empty
    /// name.
    private static let othersName = ""

    private struct WeakLane {
        weak var lane: Lane?
    }

    /// Drops the lanes that no invocation holds; a pause of theirs is forgotten with them.
    private func forgetIdle() {
        let held = lanes.mapValues { WeakLane(lane: $0) }
        lanes = [:]
        lanes = held.compactMapValues(\.lane)
        pausedCount = lanes.values.count { $0.gate.state == .open }
    }

    // MARK: - Who is next

    func append(_ entry: Lane.Entry, to lane: Lane) {
        if lane.queue.isEmpty { waiting.append(lane) }
        lane.queue.append(entry)
    }

    /// The lane whose first entry may leave now.
    ///
    /// - Parameter placesFree: for calls of all lanes together.
    func next(placesFree: Int, _ now: MonotonicTime) -> Lane? {
        guard placesFree > 0 else { return nil }
        var best: Lane?
        for lane in waiting where admits(lane, placesFree: placesFree, now) {
            if best.map({ Self.precedes(lane, $0) }) ?? true { best = lane }
        }
        return best
    }

    private static func precedes(_ one: Lane, _ other: Lane) -> Bool {
        (one.gate.callsInFlight, one.servedAt) < (other.gate.callsInFlight, other.servedAt)
    }

    /// Whether the first entry of a lane may leave now.
    func admits(_ lane: Lane, placesFree: Int, _ now: MonotonicTime) -> Bool {
        guard let first = lane.queue.first else { return false }
        return admits(lane, operations: first.operations, placesFree: placesFree, now)
    }

    func admits(
        _ lane: Lane, operations: Int, placesFree: Int, _ now: MonotonicTime
    ) -> Bool {
        !lane.isHeld && isWithinShare(lane, placesFree)
            && lane.gate.admits(operations: operations, now: now)
    }

    private func isWithinShare(_ lane: Lane, _ placesFree: Int) -> Bool {
        placesFree > 0
            && (lanes.count == 1 || lane.gate.callsInFlight < Self.dominanceMax * placesFree)
    }

    func popFirst(_ lane: Lane) -> Lane.Entry? {
        turns += 1
        lane.servedAt = turns
        defer { unlistIfEmpty(lane) }
        return lane.queue.popFirst()
    }

    /// Takes entries out: their invocations gave up their place.
    func removeAll(where isUnwanted: (Lane.Entry) -> Bool) {
        for lane in waiting {
            lane.queue.removeAll(where: isUnwanted)
        }
        waiting.removeAll { $0.queue.isEmpty }
    }

    private func unlistIfEmpty(_ lane: Lane) {
        guard lane.queue.isEmpty else { return }
        waiting.removeAll { $0 === lane }
    }

    /// Entries that need not be in memory while others wait for a place.
    func forEachSurplus(
        _ now: MonotonicTime, wanted: (Lane) -> Int, _ body: (Lane.Entry, Lane) -> Void
    ) {
        for lane in waiting {
            for entry in lane.surplus(wanted(lane), now) { body(entry, lane) }
        }
    }

    /// When a lane with entries may open by time alone.
    ///
    /// - Parameter target: when the target of all lanes opens, for so many operations.
    func opensAt(
        placesFree: Int, _ now: MonotonicTime, target: (Int) -> MonotonicTime?
    ) -> MonotonicTime? {
        var wake: MonotonicTime?
        for lane in waiting where !lane.isHeld && isWithinShare(lane, placesFree) {
            let operations = lane.queue.first?.operations ?? 1
            guard let own = lane.gate.opensAt(operations: operations, now: now),
                let whole = target(operations)
            else { continue }
            let opens = max(own, whole)
            wake = wake.map { min($0, opens) } ?? opens
        }
        return wake
    }

    // MARK: - Calls end

    /// A call ended, and its target is well. - Returns: whether that ends a pause.
    func left(_ lane: Lane, _ pass: TargetGate.Pass) -> Bool {
        let wasPaused = lane.gate.state == .open
        lane.gate.left(pass)
        guard wasPaused, lane.gate.state != .open else { return false }
        pausedCount -= 1
        return true
    }

    /// A call failed for a reason that others would meet.
    ///
    /// - Returns: how long the lane waits, and whether the pause begins with that.
    func failed(
        _ lane: Lane, _ pass: TargetGate.Pass, _ setback: TargetGate.Setback,
        _ now: MonotonicTime, jitter: Double
    ) -> (delay: Duration, isNews: Bool) {
        let wasPaused = lane.gate.state == .open
        let delay = lane.gate.leftFailed(pass, setback, now: now, jitter: jitter)
        let isNews = !wasPaused && lane.gate.state == .open
        if isNews { pausedCount += 1 }
        return (delay, isNews)
    }
}
