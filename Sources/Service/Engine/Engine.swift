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
    let puller: PagePuller
    let writer: ResultWriter
    let notifier: CompletionNotifier
    let acts: Acts
    private let productCallsMax: Int
    /// How long calls in flight may take to end when the daemon stops. What takes longer is
    /// unknown.
    private let drainMax: Duration
    private let onStoreFailure: @Sendable (StoreError) -> Void

    var invocations: [InvocationKey: OpenInvocation] = [:]
    private var productQueue = FIFO<OpenInvocation>()
    private var productCallsUnderWay = 0
    private var timers = TimerQueue()
    private var events: [EngineEvent] = []
    private var unitUnderWay: (unit: StoreUnit, effects: [Effect])?
    private var storeFailures = 0
    private var storeRetryAt: MonotonicTime?
    /// Until then nothing further is read for invocations that are not worked on.
    private var readsAgainAt: MonotonicTime?
    /// Set when the loop was asked to stop: nothing new begins, and what is under way may end until
    /// then.
    private var stopsAt: MonotonicTime?
    private var isStopping: Bool { stopsAt != nil }

    init(
        bench: Workbench, store: Store, inbox: EngineInbox, clock: BridgeClock,
        activator: Activator, executor: Executor, puller: PagePuller, writer: ResultWriter,
        notifier: CompletionNotifier, acts: Acts, productCallsMax: Int, drainMax: Duration,
        onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.bench = bench
        self.store = store
        self.inbox = inbox
        self.clock = clock
        self.activator = activator
        self.executor = executor
        self.puller = puller
        self.writer = writer
        self.notifier = notifier
        self.acts = acts
        self.productCallsMax = productCallsMax
        self.drainMax = drainMax
        self.onStoreFailure = onStoreFailure
    }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        let turn = Turn(now: clock.now(), wall: clock.wall(), starter: starter)
        bench.wall = turn.wall
        if starter.isStopping, stopsAt == nil { stopsAt = turn.now.advanced(by: drainMax) }
        inbox.drain(into: &events)
        do throws(StoreError) {
            try bench.reader.snapshot { work(ended, turn) }
        } catch {
            onStoreFailure(error)
        }
        submit(turn)
        finishIfDone(turn)
        return sleep(turn)
    }

    /// The turn's work proper. What it reads, it reads as of one moment: after the commits that it
    /// has heard of.
    private func work(_ ended: [EndedTransfer], _ turn: Turn) {
        for event in events { take(event, turn) }
        if let moment = readsAgainAt, moment <= turn.now { readsAgainAt = nil }
        if unitUnderWay == nil, readsAgainAt == nil, !isStopping { work(on: acts, turn) }
        for transfer in ended { take(transfer, turn) }
        while let key = timers.popDue(turn.now) {
            guard let invocation = invocations[key] else { continue }
            invocation.wakeAt = nil
            bench.touch(invocation)
        }
        if readsAgainAt == nil, !isStopping { activate(turn) }
        advance(turn)
    }

    func stopped(_ ended: [EndedTransfer]) {
        // What had not ended has its intent on disk and no outcome: the next start knows it as
        // unknown.
        acts.stopped()
    }

    private func finishIfDone(_ turn: Turn) {
        guard let stopsAt else { return }
        let isDrained =
            bench.transfers.count == 0 && unitUnderWay == nil && bench.outbox.isEmpty
        if isDrained || turn.now >= stopsAt { turn.starter.finish() }
    }

    // MARK: - Events

    private func take(_ event: EngineEvent, _ turn: Turn) {
        switch event {
        case .accepted(let key, let id, let invocation, let mapping, let progress, let page):
            guard
                let open = activator.take(
                    key, id, invocation, mapping, progress, room: roomForInvocations)
            else { return }
            add(open)
            if let page { bench.pages.insert(CachedPage(page), of: key) }
        case .written(let result):
            written(result, turn)
        case .act(let request, let reply):
            acts.take(request, reply, isStopping: isStopping, now: turn.now)
        }
    }

    private func take(_ transfer: EndedTransfer, _ turn: Turn) {
        guard let purpose = bench.transfers.remove(transfer.tag) else { return }
        switch purpose {
        case .call(let call):
            executor.ended(call, transfer.result, turn)
        case .lookUp(let invocation, let row, let attempt):
            executor.lookUpEnded(invocation, row: row, attempt: attempt, transfer.result, turn)
        case .page(let invocation, let request):
            productCallsUnderWay -= 1
            puller.ended(invocation, request, transfer.result, turn)
        case .batch(let invocation, let rows, let startedAt):
            productCallsUnderWay -= 1
            writer.ended(invocation, rows, startedAt: startedAt, transfer.result, turn)
        case .completion(let invocation):
            productCallsUnderWay -= 1
            notifier.ended(invocation, transfer.result, turn)
        }
    }

    // MARK: - Invocations come and go

    var roomForInvocations: Int { Activator.activeMax - invocations.count }

    func add(_ invocation: OpenInvocation) {
        invocations[invocation.key] = invocation
        bench.metrics.open(invocations.count)
        bench.touch(invocation)
    }

    /// Takes up invocations that only the store knows of, as far as there is room.
    private func activate(_ turn: Turn) {
        do throws(StoreError) {
            let activated = try activator.activate(room: roomForInvocations, turn) {
                invocations[$0] != nil
            }
            for invocation in activated { add(invocation) }
        } catch {
            readFailed(error, turn)
        }
    }

    /// Nothing is on its way to the disk: whatever the store says of a row is heard of.
    private func work(on acts: Acts, _ turn: Turn) {
        do throws(StoreError) {
            try acts.work(self, turn)
        } catch {
            readFailed(error, turn)
        }
    }

    /// The one rule for reads. What the disk or SQLite says of the whole file ends the process.
    /// What contradicts itself within one invocation halts that one, where it is met. All else
    /// (another program's lock) passes, and is tried again.
    private func readFailed(_ error: StoreError, _ turn: Turn) {
        if error.isFatal { return onStoreFailure(error) }
        bench.log.storeRefused(label: error.label, attempt: 1)
        readsAgainAt = turn.now.advanced(by: RetryPolicy.store.cap)
    }

    // MARK: - What comes next

    private func advance(_ turn: Turn) {
        // What is started touches its invocation again; a pass that starts nothing is the last.
        var touched = bench.takeTouched()
        repeat {
            for invocation in touched { queue(invocation, turn) }
            if !isStopping {
                startProductCalls(turn)
                executor.fill(turn)
            }
            touched = bench.takeTouched()
        } while !touched.isEmpty
    }

    private func queue(_ invocation: OpenInvocation, _ turn: Turn) {
        let machine = invocation.machine
        guard machine.progress.state.isOpen else {
            if machine.isIdle, !invocation.isEnding {
                invocation.isEnding = true
                bench.outbox.after(.ended(invocation.key))
            }
            return
        }
        if !invocation.isQueuedForProduct {
            invocation.isQueuedForProduct = true
            productQueue.append(invocation)
        }
        executor.queue(invocation, turn)
        if let wake = machine.nextWake(now: turn.now), invocation.wakeAt.map({ wake < $0 }) ?? true
        {
            invocation.wakeAt = wake
            timers.insert(invocation.key, at: wake)
        }
    }

    /// Batches, pages and completions, one of each kind an invocation, in turn.
    private func startProductCalls(_ turn: Turn) {
        while productCallsUnderWay < productCallsMax, let invocation = productQueue.popFirst() {
            invocation.isQueuedForProduct = false
            if writer.start(invocation, turn) { productCallsUnderWay += 1 }
            if puller.start(invocation, turn) { productCallsUnderWay += 1 }
            if notifier.start(invocation, turn) { productCallsUnderWay += 1 }
        }
    }

    // MARK: - The store

    /// Hands the records of this and earlier turns to the store, unless a unit is under way.
    private func submit(_ turn: Turn) {
        if let storeRetryAt, turn.now < storeRetryAt { return }
        if let waiting = unitUnderWay {
            guard storeRetryAt != nil else { return }
            storeRetryAt = nil
            write(waiting.unit)
            return
        }
        guard !bench.outbox.isEmpty else { return }
        let taken = bench.outbox.take { step in
            guard let invocation = invocations[step.key] else { return }
            step.progress = invocation.machine.progress
            // Written with every step, since a step without one clears it.
            step.reason = invocation.haltReason
        }
        unitUnderWay = taken
        write(taken.unit)
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
        case .freePlace:
            executor.gate.leftUnsent()
        case .rowsAreDurable(let key, let rows):
            guard let invocation = invocations[key] else { return }
            invocation.machine.rowsAreDurable(rows, now: turn.now)
            bench.touch(invocation)
        case .batchIsDurable(let key, let rowCount):
            guard let invocation = invocations[key] else { return }
            invocation.machine.batchIsDurable(rowCount: rowCount)
            bench.touch(invocation)
        case .pageIsReadable(let key, let row):
            guard let invocation = invocations[key] else { return }
            invocation.machine.pageIsReadable(to: row)
            bench.touch(invocation)
        case .ended(let key):
            if let invocation = invocations.removeValue(forKey: key), invocation.haltReason != nil {
                // Its rows wait for an operator, not for us: they keep nobody else out.
                bench.metrics.queue(-invocation.machine.progress.outstanding)
            }
            bench.pages.remove(key)
            bench.metrics.open(invocations.count)
        case .acted(let record):
            acts.committed(record)
        }
    }

    // MARK: - Sleep

    /// The loop wakes for every event; this bounds how long it sleeps without one.
    private static let sleepMax = Duration.seconds(60)

    private func sleep(_ turn: Turn) -> Duration {
        if activator.isBehind, readsAgainAt == nil, roomForInvocations > 0, !isStopping {
            return .zero
        }
        var wake = turn.now.advanced(by: Self.sleepMax)
        if let next = timers.next { wake = min(wake, next) }
        if let next = storeRetryAt { wake = min(wake, next) }
        if let next = readsAgainAt { wake = min(wake, next) }
        if let next = stopsAt { wake = min(wake, next) }
        if unitUnderWay == nil, readsAgainAt == nil, !isStopping, let next = acts.wakesAt {
            wake = min(wake, next)
        }
        if !isStopping, let next = executor.wakesAt(turn.now) { wake = min(wake, next) }
        return max(.zero, turn.now.duration(to: wake))
    }
}
