import Bridge
import Curl
import Store

/// The one thread on which invocations advance: libcurl's. A turn takes what has happened
/// (transfers that ended, units that were committed, invokes that were accepted), feeds it to the
/// machines, and carries out what they decide: records for the store, calls for libcurl.
///
/// Nothing here waits. What needs the disk first stands in the outbox with an effect, and the
/// effect happens in the turn in which the store has said "committed".
final class Engine: TransferClient {
    let bench: Workbench
    let store: Store
    let inbox: EngineInbox
    let clock: BridgeClock
    let activator: Activator
    let executor: Executor
    let errands: Errands
    let acts: Acts
    /// What all of these were made of, as the configuration has it now.
    var setup: EngineSetup
    /// How long calls in flight may take to end when the daemon stops. What takes longer is
    /// unknown. Never less than it was: calls that left before a reload have the time that they
    /// had.
    var drainMax: Duration
    var slow: SlowInvocations
    private var survey = EngineSurvey()
    let onStoreFailure: @Sendable (StoreError) -> Void

    var invocations: [InvocationKey: OpenInvocation] = [:]
    /// Those that gave up their place.
    var resting: RestingInvocations
    /// When places were given up last, or nobody was found to give one up.
    var madeRoomAt: MonotonicTime?
    private var timers = TimerQueue()
    private var events: [EngineEvent] = []
    private var unitUnderWay: GatheredUnit?
    private var storeFailures = 0
    private var storeRetryAt: MonotonicTime?
    /// As `Workbench.readsAgainAt`, for acts, which keep nothing else back.
    private var actsAgainAt: MonotonicTime?
    /// What acts find of places in this turn.
    var actPlaces = ActPlaces()
    /// Set when the loop was asked to stop: nothing new begins, and what is under way may end until
    /// then.
    private var stopsAt: MonotonicTime?
    var isStopping: Bool { stopsAt != nil }

    init(
        _ setup: EngineSetup, bench: Workbench, activator: Activator, executor: Executor,
        errands: Errands, acts: Acts, drainMax: Duration, slow: SlowInvocations
    ) {
        self.setup = setup
        self.bench = bench
        store = setup.store
        inbox = setup.inbox
        clock = setup.clock
        self.activator = activator
        self.executor = executor
        self.errands = errands
        self.acts = acts
        self.drainMax = drainMax
        self.slow = slow
        onStoreFailure = setup.onFailure
        resting = RestingInvocations(countMax: setup.restingMax)
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        let turn = Turn(now: clock.now(), wall: clock.wall(), starter: starter)
        bench.wall = turn.wall
        if starter.isStopping, stopsAt == nil {
            stopsAt = turn.now.advanced(by: drainMax)
            ServiceCrashPoint.reached(.drainBegun)
        }
        inbox.drain(into: &events)
        do throws(StoreError) {
            try bench.reader.snapshot { work(ended, turn) }
        } catch {
            onStoreFailure(error)
        }
        slow.look(at: invocations.values, resting: resting.sinces, bench, turn.now) {
            $0.rowsLane.map { $0.isHeld || $0.gate.state == .open } ?? false
        }
        survey.look(at: self, turn.now)
        submit(turn)
        finishIfDone(turn)
        return sleep(turn)
    }

    /// The turn's work proper. What it reads, it reads as of one moment: after the commits that it
    /// has heard of.
    private func work(_ ended: [EndedTransfer], _ turn: Turn) {
        for event in events { take(event, turn) }
        if let moment = bench.readsAgainAt, moment <= turn.now { bench.readsAgainAt = nil }
        if let moment = actsAgainAt, moment <= turn.now { actsAgainAt = nil }
        if unitUnderWay == nil, actsAgainAt == nil, !isStopping { work(on: acts, turn) }
        for transfer in ended { take(transfer, turn) }
        while let key = timers.popDue(turn.now) {
            guard let invocation = invocations[key] else { continue }
            invocation.wakeAt = nil
            bench.touch(invocation)
        }
        if bench.readsAgainAt == nil, !isStopping { takeUp(turn) }
        advance(turn)
        if !isStopping { makeRoom(turn) }
        tellGates()
    }

    func stopped(_ ended: [EndedTransfer]) {
        // What had not ended has its intent on disk and no outcome: the next start knows it as
        // unknown.
        acts.stopped()
        inbox.close()
    }

    private func finishIfDone(_ turn: Turn) {
        guard let stopsAt else { return }
        let isDrained =
            bench.transfers.count == 0 && unitUnderWay == nil && bench.outbox.isEmpty
        guard isDrained || turn.now >= stopsAt else { return }
        ServiceCrashPoint.reached(.drainEnded)
        turn.starter.finish()
    }

    // MARK: - Events

    private func take(_ event: EngineEvent, _ turn: Turn) {
        switch event {
        case .accepted(let accepted):
            // An act may have met it in the store already.
            guard invocations[accepted.key] == nil, !resting.contains(accepted.key) else { return }
            if let open = activator.take(accepted, room: roomForInvocations) { add(open, turn) }
        case .written(let result):
            written(result, turn)
        case .act(let request, let reply):
            acts.take(request, reply, isStopping: isStopping, now: turn.now)
        case .stopAct(let order, let reply):
            acts.take(order, reply, isStopping: isStopping)
        case .beat(let done): done()
        case .adopt(let configuration, let done):
            adopt(configuration, turn)
            done()
        case .status(let reply):
            reply(.success(status(turn)))
        }
    }

    private func take(_ transfer: EndedTransfer, _ turn: Turn) {
        guard let purpose = bench.transfers.remove(transfer.tag) else { return }
        switch purpose {
        case .call(let call):
            executor.ended(call, transfer.result, turn)
        case .lookUp(let invocation, let row, let attempt, let pass):
            executor.lookUpEnded(
                invocation, row: row, attempt: attempt, pass, transfer.result, turn)
        case .page(let invocation, let request):
            errands.pageEnded(invocation, request, transfer.result, turn)
        case .batch(let invocation, let rows, let startedAt):
            errands.batchEnded(invocation, rows, startedAt: startedAt, transfer.result, turn)
        case .completion(let invocation):
            errands.completionEnded(invocation, transfer.result, turn)
        }
    }

    /// Nothing is on its way to the disk: whatever the store says of a row is heard of.
    private func work(on acts: Acts, _ turn: Turn) {
        actPlaces.begin(room: roomForInvocations, isShared: othersWait(turn.now))
        do throws(StoreError) {
            try acts.work(self, turn)
        } catch {
            actReadFailed(error, turn)
        }
    }

    /// What an act must read cannot be read now.
    func actReadFailed(_ error: StoreError, _ turn: Turn) {
        if error.isFatal { return onStoreFailure(error) }
        bench.log.storeRefused(label: error.label, attempt: 1)
        actsAgainAt = turn.now.advanced(by: RetryPolicy.store.cap)
    }

    /// The one rule for reads. What the disk or SQLite says of the whole file ends the process.
    /// What contradicts itself within one invocation halts that one, where it is met. All else
    /// (another program's lock) passes, and is tried again.
    func readFailed(_ error: StoreError, _ turn: Turn) {
        if error.isFatal { return onStoreFailure(error) }
        bench.readFailed(error, turn.now)
    }

    // MARK: - What comes next

    private func advance(_ turn: Turn) {
        // What is started touches its invocation again; a pass that starts nothing is the last.
        var touched = bench.takeTouched()
        repeat {
            for invocation in touched { queue(invocation, turn) }
            if !isStopping {
                errands.fill(turn)
                executor.fill(turn)
            }
            touched = bench.takeTouched()
        } while !touched.isEmpty
    }

    func queue(_ invocation: OpenInvocation, _ turn: Turn) {
        guard invocation.machine.progress.state.isOpen else {
            if invocation.machine.isIdle, !invocation.isEnding {
                invocation.isEnding = true
                bench.outbox.after(.ended(invocation.key))
            }
            return
        }
        let due = invocation.machine.due(now: turn.now)
        errands.queue(invocation, due, turn)
        executor.queue(invocation, due, turn)
        if let wake = due.wake, invocation.wakeAt.map({ wake < $0 }) ?? true {
            invocation.wakeAt = wake
            timers.insert(invocation.key, at: wake, wantedMax: invocations.count) {
                [invocations] in invocations[$0]?.wakeAt == $1
            }
        }
    }

    // MARK: - The store

    /// Hands the records of this and earlier turns to the store, unless it is busy with a unit.
    private func submit(_ turn: Turn) {
        if let storeRetryAt, turn.now < storeRetryAt { return }
        if let waiting = unitUnderWay {
            if storeRetryAt != nil {
                storeRetryAt = nil
                write(waiting.unit)
            } else if storeFailures == 0, !bench.outbox.isEmpty {
                // A unit that failed stays as it is: what follows may fit, or fail, without it.
                join(waiting)
            }
            return
        }
        if waitsForCompanions(turn.now) != nil { return }
        executor.companions.go()
        guard !bench.outbox.isEmpty else { return }
        let taken = bench.outbox.take(complete: Self.complete)
        unitUnderWay = taken
        bench.unitNumber += 1
        write(taken.unit)
    }

    /// Until when records wait that could go to the store now.
    private func waitsForCompanions(_ now: MonotonicTime) -> MonotonicTime? {
        guard unitUnderWay == nil, !isStopping, !bench.outbox.isEmpty else { return nil }
        return executor.companions.waitsUntil(now)
    }

    /// One commit instead of two, while the writer still rests from the last.
    private func join(_ waiting: consuming GatheredUnit) {
        guard let unit = store.takeBack() else { return }
        // Nobody else holds on to the steps while some are added.
        unitUnderWay = nil
        executor.companions.go()
        waiting.unit = unit
        bench.outbox.join(&waiting, number: bench.unitNumber - 1, complete: Self.complete)
        unitUnderWay = waiting
        write(waiting.unit)
    }

    private static func complete(_ step: inout InvocationStep, _ invocation: OpenInvocation) {
        step.progress = invocation.machine.progress
        // Written with every step, since a step without one clears it.
        step.reason = invocation.haltReason
    }

    private func write(_ unit: StoreUnit) {
        let inbox = inbox
        store.write(unit) { inbox.put(.written($0)) }
    }

    private func written(_ result: Result<Void, StoreError>, _ turn: Turn) {
        guard let taken = unitUnderWay else { return }
        switch result {
        case .success:
            if storeFailures > 0, bench.metrics.storeStuck(false) {
                bench.log.storeHasSpaceAgain()
            }
            storeFailures = 0
            acts.storeRefuses(nil)
            unitUnderWay = nil
            bench.committedUnit = bench.unitNumber - 1
            for effect in taken.effects { apply(effect, turn) }
        case .failure(let error):
            switch error {
            case .full, .overloaded, .busy:
                // The same unit again: nothing of it is kept, and what follows waits behind it.
                storeFailures += 1
                bench.metrics.storeStuck(true)
                acts.storeRefuses(error.label)
                let delay = RetryPolicy.store.delay(
                    failures: storeFailures, jitter: bench.jitter())
                storeRetryAt = turn.now.advanced(by: delay)
                bench.log.storeRefused(label: error.label, attempt: storeFailures)
            default:
                onStoreFailure(error)
            }
        }
    }

    private func apply(_ effect: Effect, _ turn: Turn) {
        switch effect {
        case .send(let tag):
            executor.send(tag, turn)
        case .freePlace(let pass):
            executor.free(pass, turn)
        case .rowsAreDurable(let key, let rows):
            ServiceCrashPoint.reached(.outcomeCommitted)
            guard let invocation = invocations[key] else { return }
            invocation.machine.rowsAreDurable(rows, now: turn.now)
            bench.touch(invocation)
        case .batchIsDurable(let key, let rowCount):
            ServiceCrashPoint.reached(.batchCommitted)
            guard let invocation = invocations[key] else { return }
            invocation.machine.batchIsDurable(rowCount: rowCount)
            bench.touch(invocation)
        case .pageIsReadable(let key, let row):
            ServiceCrashPoint.reached(.pageCommitted)
            guard let invocation = invocations[key] else { return }
            executor.moreRows(invocation.machine.pageIsReadable(to: row), of: invocation)
            bench.touch(invocation)
        case .pullEndIsDurable(let key):
            guard let invocation = invocations[key] else { return }
            invocation.machine.pullEndIsDurable()
            bench.touch(invocation)
        case .ended(let key):
            ServiceCrashPoint.reached(.completionCommitted)
            if let invocation = invocations.removeValue(forKey: key), invocation.haltReason != nil {
                // Its rows wait for an operator, not for us: they keep nobody else out.
                bench.metrics.queue(-invocation.machine.progress.outstanding)
            }
            bench.pages.remove(key)
            tellOpen()
        case .acted(let record):
            executor.committed(record)
            acts.committed(record)
        }
    }

    // MARK: - Sleep

    /// The loop wakes for every event; this bounds how long it sleeps without one.
    private static let sleepMax = Duration.seconds(60)
    /// Between two looks at a gate.
    private static let sleepMin = Duration.milliseconds(1)

    private func sleep(_ turn: Turn) -> Duration {
        if !isStopping, bench.readsAgainAt == nil, hasRoomForSomebody(turn.now) { return .zero }
        var wake = turn.now.advanced(by: Self.sleepMax)
        if let next = timers.next { wake = min(wake, next) }
        if let next = storeRetryAt { wake = min(wake, next) }
        if let next = waitsForCompanions(turn.now) { wake = min(wake, next) }
        if let next = bench.readsAgainAt { wake = min(wake, next) }
        if let next = stopsAt { wake = min(wake, next) }
        if !isStopping {
            if unitUnderWay == nil, let next = acts.wakesAt {
                wake = min(wake, max(next, actsAgainAt ?? next))
            }
            if bench.readsAgainAt == nil, let next = workAt(turn.now) { wake = min(wake, next) }
        }
        let isIdle = invocations.isEmpty && resting.count == 0
        if let next = slow.wakesAt(isIdle: isIdle) { wake = min(wake, next) }
        if let next = survey.wakesAt(isIdle: isIdle) { wake = min(wake, next) }
        return max(.zero, turn.now.duration(to: wake))
    }

    /// When something can begin without an event. What stands open now was served in this turn, as
    /// far as it can be: no busy loop.
    private func workAt(_ now: MonotonicTime) -> MonotonicTime? {
        let moments = [executor.wakesAt(now), errands.wakesAt(now), roomAt(now)]
        return moments.compactMap(\.self).min().map { max($0, now.advanced(by: Self.sleepMin)) }
    }
}
