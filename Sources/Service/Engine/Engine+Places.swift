import Bridge
import Store

/// Places: invocations come, give theirs up while they only wait, and come back.
extension Engine {
    var roomForInvocations: Int { activator.settings.activeMax - invocations.count }

    func add(_ invocation: OpenInvocation, _ turn: Turn) {
        if !invocation.isReturning {
            let age = turn.wall.milliseconds - invocation.acceptedAt.milliseconds
            invocation.since = turn.now.advanced(by: .milliseconds(-max(0, age)))
        }
        invocations[invocation.key] = invocation
        tellOpen()
        if !invocation.isReturning { executor.freshWork(invocation, turn.now) }
        bench.touch(invocation)
    }

    func tellOpen() { bench.metrics.open(invocations.count + resting.count) }

    /// Takes up invocations that only the store knows of, as far as there is room: those that rest
    /// and can go on, and those that nobody has looked at yet.
    func takeUp(_ turn: Turn) {
        let room = min(roomForInvocations, Activator.activationsMax)
        guard room > 0 else { return }
        do throws(StoreError) {
            // Half of the room each, while both want it.
            try takeBack(activator.isBehind ? (room + 1) / 2 : room, turn)
            let left = min(roomForInvocations, Activator.activationsMax)
            let activated = try activator.activate(room: left, turn) {
                invocations[$0] != nil || resting.contains($0)
            }
            for invocation in activated { add(invocation, turn) }
            if !activated.isEmpty { ServiceCrashPoint.reached(.invocationsRestored) }
        } catch {
            readFailed(error, turn)
        }
    }

    private func takeBack(_ count: Int, _ turn: Turn) throws(StoreError) {
        var left = count
        while left > 0, let next = resting.takeNext(turn.now, wanted: wanted(turn.now)) {
            left -= 1
            let invocation = try takeBack(next.key, next.kept, turn)
            guard let invocation else { continue }
            add(invocation, turn)
            // It stands in its lane before the next one is asked whether it is of use there.
            queue(invocation, turn)
        }
    }

    /// One that rested, and was taken out there. If it cannot be read now it goes on resting, since
    /// nobody else knows of it.
    func takeBack(
        _ key: InvocationKey, _ kept: RestingInvocations.Kept, _ turn: Turn
    ) throws(StoreError) -> OpenInvocation? {
        do throws(StoreError) {
            return try activator.takeBack(key, kept, turn)
        } catch {
            let later = turn.now.advanced(by: RetryPolicy.store.cap)
            resting.insert(key, lane: nil, wakeAt: later, kept)
            throw error
        }
    }

    private func wanted(_ now: MonotonicTime) -> (Lane) -> Int {
        { [executor] lane in
            lane.kind == .rows ? executor.wanted(lane, now) : lane.wanted(now)
        }
    }

    // MARK: - Giving up a place

    /// So many places are given up at once, so that a turn stays short.
    private static let roomMadeMax = 100
    /// How long until the next ones are. What gives up its place is read from disk again: a
    /// thousand a second is what that may cost.
    private static let makeRoomEvery = Duration.milliseconds(100)

    /// When others wait for a place, invocations that only wait themselves give theirs up: those
    /// for which nothing is due, and those that stand far behind in every lane they are in.
    func makeRoom(_ turn: Turn) {
        guard isCrowded(turn.now), !resting.isFull,
            madeRoomAt.map({ $0.advanced(by: Self.makeRoomEvery) <= turn.now }) ?? true
        else { return }
        madeRoomAt = turn.now
        var counted: [OpenInvocation] = []
        let count = { (entry: Lane.Entry, lane: Lane) in
            let invocation = entry.invocation
            if invocation.surplus.count == 0 { counted.append(invocation) }
            invocation.surplus = (invocation.surplus.count + 1, invocation.surplus.lane ?? lane)
        }
        let wanted = wanted(turn.now)
        executor.lanes.forEachSurplus(turn.now, wanted: wanted, count)
        errands.hosts.forEachSurplus(turn.now, wanted: wanted, count)
        let lookUps = executor.lookUps
        for entry in lookUps.surplus(wanted(lookUps), turn.now) { count(entry, lookUps) }
        var leaving: [OpenInvocation] = []
        for invocation in invocations.values where canLeave(invocation, turn) {
            leaving.append(invocation)
            if leaving.count == Self.roomMadeMax { break }
        }
        for invocation in leaving { rest(invocation, turn) }
        takeOut(leaving)
        for invocation in counted { invocation.surplus = (0, nil) }
    }

    private func canLeave(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        invocation.surplus.count == invocation.lanesCount && !invocation.isEnding
            && invocation.step.unit <= bench.committedUnit
            && invocation.machine.progress.state.isOpen && invocation.machine.isAtRest
            && (resting.remembersMore || canBeLeft(invocation, turn))
    }

    /// Whether the store and one lane bring it back, and nothing of it must be remembered.
    private func canBeLeft(_ invocation: OpenInvocation, _ turn: Turn) -> Bool {
        invocation.surplus.count == 1 && invocation.machine.nextWake(now: turn.now) == nil
            && RestingInvocations.Kept(invocation).isInStore
    }

    private func rest(_ invocation: OpenInvocation, _ turn: Turn) {
        var wake = invocation.machine.nextWake(now: turn.now)
        if invocation.surplus.count > 1 {
            // Only one lane can call it back: the others are looked at now and then.
            let second = turn.now.advanced(by: RestingInvocations.secondLookAfter)
            wake = wake.map { min($0, second) } ?? second
        }
        let kept = RestingInvocations.Kept(invocation)
        // What is overdue is decided on whatever the main API does.
        if let lookUps = kept.memory?.lookUps {
            let decided = max(lookUps.due.lowerBound, lookUps.overdue.lowerBound)
            wake = wake.map { min($0, decided) } ?? decided
        }
        invocations[invocation.key] = nil
        bench.pages.remove(invocation.key)
        resting.insert(invocation.key, lane: invocation.surplus.lane, wakeAt: wake, kept)
    }

    private func takeOut(_ leaving: [OpenInvocation]) {
        let gone = Set(leaving.filter { $0.lanesCount > 0 }.map(\.key))
        guard !gone.isEmpty else { return }
        executor.lanes.removeAll { gone.contains($0.invocation.key) }
        errands.hosts.removeAll { gone.contains($0.invocation.key) }
        executor.lookUps.queue.removeAll { gone.contains($0.invocation.key) }
    }

    // MARK: - When

    /// Invocations in the store, or such that rest, wait for a place.
    func othersWait(_ now: MonotonicTime) -> Bool {
        activator.isBehind || resting.isDue(now, wanted: wanted(now))
    }

    /// Somebody waits for a place, and there is none.
    private func isCrowded(_ now: MonotonicTime) -> Bool {
        roomForInvocations <= 0 && (actPlaces.areWantedInVain || othersWait(now))
    }

    /// Somebody waits for a place, and there is one.
    func hasRoomForSomebody(_ now: MonotonicTime) -> Bool {
        roomForInvocations > 0 && othersWait(now)
    }

    /// When to look for places, or for invocations that rest, again.
    func roomAt(_ now: MonotonicTime) -> MonotonicTime? {
        if isCrowded(now) {
            return resting.isFull ? nil : madeRoomAt?.advanced(by: Self.makeRoomEvery) ?? now
        }
        guard resting.count > 0 else { return nil }
        return resting.wakesAt { [executor] lane in
            switch lane.kind {
            case .rows:
                guard !lane.isHeld, let own = lane.gate.opensAt(operations: 1, now: now),
                    let whole = executor.gate.opensAt(operations: 1, now: now)
                else { return nil }
                return max(own, whole)
            case .lookUps: return executor.lookUpsOpenAt(now)
            case .host: return lane.gate.opensAt(operations: 1, now: now)
            }
        }
    }

    /// Tells the metrics what stands in the way of calls.
    func tellGates() {
        bench.metrics.gates(
            mpo: executor.gate.state.rawValue, lookUps: executor.lookUps.gate.state.rawValue,
            mappingsPaused: executor.lanes.pausedCount, hostsPaused: errands.hosts.pausedCount)
    }
}
