import Bridge
import Curl
import Store

/// What the stations on the engine's thread share.
final class Workbench {
    let reader: StoreReader
    let log: Log
    let metrics: Metrics
    var outbox = Outbox()
    /// The unit that is being gathered, and the last one that is committed.
    var unitNumber = 1
    var committedUnit = 0
    var pages = PageCache()
    var transfers = TransferTable()
    /// Until then nothing is read that can wait: another program stood in the way of a read, and
    /// each further one could be kept waiting as well.
    var readsAgainAt: MonotonicTime?
    /// The wall clock of the turn.
    var wall = UnixTime(milliseconds: 0)
    /// Invocations to which something happened in this turn.
    private(set) var touched: [OpenInvocation] = []

    init(reader: StoreReader, log: Log, metrics: Metrics) {
        self.reader = reader
        self.log = log
        self.metrics = metrics
    }

    /// A read was refused for the moment.
    func readFailed(_ error: StoreError, _ now: MonotonicTime) {
        log.storeRefused(label: error.label, attempt: 1)
        readsAgainAt = now.advanced(by: RetryPolicy.store.cap)
    }

    /// Marks an invocation: the engine asks at the end of the turn what comes next for it.
    func touch(_ invocation: OpenInvocation) {
        guard !invocation.isTouched else { return }
        invocation.isTouched = true
        touched.append(invocation)
    }

    /// Marks an invocation whose progress changed: it is written with the next unit.
    func record(
        _ invocation: OpenInvocation, _ change: (inout InvocationStep) -> Void = { _ in }
    ) {
        // The next one with its key would have a step of its own beside this one.
        assert(!invocation.isEnding, "an invocation changes after its last step")
        outbox.add(to: invocation, in: unitNumber, at: wall, change)
        touch(invocation)
    }

    /// A peer refuses an invocation for good, or its records contradict each other: it stands
    /// still, and nothing of it is dropped.
    func halt(
        _ invocation: OpenInvocation, _ errand: InvocationMachine.ErrandKind?, reason: String
    ) {
        let isHalted = invocation.machine.progress.state == .halted
        invocation.machine.halt(errand)
        // Calls that were under way together are refused together: the first reason stands.
        if isHalted { return }
        invocation.haltReason = reason
        record(invocation)
        metrics.halted(1)
        metrics.halts.add()
        log.invocationHalted(invocation.id, reason: reason)
    }

    func takeTouched() -> [OpenInvocation] {
        defer { touched.removeAll(keepingCapacity: true) }
        for invocation in touched { invocation.isTouched = false }
        return touched
    }

    /// A random part of a whole, for delays.
    func jitter() -> Double { Double.random(in: 0...1) }
}

/// One turn of the engine: the moment it happens at, and the way out.
struct Turn {
    let now: MonotonicTime
    let wall: UnixTime
    let starter: TransferStarter
}
