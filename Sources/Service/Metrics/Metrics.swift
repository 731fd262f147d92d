import Bridge
import MPO
import Synchronization

/// What is counted while the bridge runs: plain numbers, written on any thread, read by whoever
/// asks. What a row costs here is an addition or two.
package final class Metrics: Sendable {
    let invokes = CounterFamily<InvokeAnswer>()
    /// From the end of an invoke's body to its answer, of those that reach the store.
    let invokeDurations = Histogram(.calls)

    let mappings = MappingTable()
    let operations = CounterFamily<OutcomeClass>()
    /// Of each call, the class of its first operation that is not done.
    let calls = CounterFamily<OutcomeClass>()
    let callDurations = Histogram(.calls)
    let lookUps = CounterFamily<LookUpResult>()
    let lookUpDurations = Histogram(.calls)
    let productCalls = CounterFamily<ProductCall>()
    let pageDurations = Histogram(.calls)
    let batchDurations = Histogram(.calls)
    let completionDurations = Histogram(.calls)
    let rowsReported = Counter()
    let invocationsCompleted = Counter()
    let invocationDurations = Histogram(.invocations)
    let halts = Counter()
    let acts = CounterFamily<ActVerb>()
    let commitDurations = Histogram(.commits)
    let configuration = ConfigurationRecord()
    let pauses = PauseRecord()

    /// Rows that were accepted or announced and have no final status yet.
    let rowsQueued = Counter()
    let rowsHeld = Counter()
    let invocationsOpen = Counter()
    let invocationsHalted = Counter()
    let mpoCallsInFlight = Counter()
    let lookUpsInFlight = Counter()
    let productCallsInFlight = Counter()
    /// `TargetGate.State`: the breakers of MPO's two hosts.
    let breaker = Counter()
    let lookUpBreaker = Counter()
    let mappingsPaused = Counter()
    let hostsPaused = Counter()
    /// Invocations that take longer than `log.slowInvocation`, as of the last look.
    let invocationsSlow = Counter()
    /// What the engine saw when it last looked around.
    let survey = Mutex(EngineSurvey.Findings())
    /// The age of the oldest invocation by state, in seconds, as of the last look at the store.
    let oldest = Mutex<[InvocationState: Int]>([:])

    /// Something found no place on disk: nothing new is taken until there is some.
    private let storeIsStuck = Atomic<Bool>(false)
    private let further = Mutex<[any MetricSection]>([])

    package init() {}

    /// Exports further metrics from now on, after those that are here already.
    func add(_ section: some MetricSection) { further.withLock { $0.append(section) } }

    var sections: [any MetricSection] { further.withLock { $0 } }

    var isStoreStuck: Bool { storeIsStuck.load(ordering: .relaxed) }
    /// - Returns: whether that is news.
    @discardableResult
    func storeStuck(_ isStuck: Bool) -> Bool {
        storeIsStuck.exchange(isStuck, ordering: .relaxed) != isStuck
    }

    /// Rows waiting for their final status: what `store.queuedRowsMax` limits.
    package var queuedRows: Int { rowsQueued.value }

    func held(_ rows: Int) { rowsHeld.add(rows) }
    func open(_ invocations: Int) { invocationsOpen.set(invocations) }
    func halted(_ invocations: Int) { invocationsHalted.add(invocations) }
    func queue(_ rows: Int) { rowsQueued.add(rows) }

    func inFlight(calls: Int, lookUps: Int) {
        mpoCallsInFlight.set(calls)
        lookUpsInFlight.set(lookUps)
    }

    func gates(mpo: Int, lookUps: Int, mappingsPaused: Int, hostsPaused: Int) {
        breaker.set(mpo)
        lookUpBreaker.set(lookUps)
        self.mappingsPaused.set(mappingsPaused)
        self.hostsPaused.set(hostsPaused)
    }

    /// - Parameter duration: of the call, as libcurl measured it.
    func callEnded(_ verdict: CallVerdict, after duration: Duration) {
        callDurations.observe(duration)
        if verdict.isDone {
            operations.add(.done, verdict.operations.count)
            calls.add(.done)
            return
        }
        var worst = OutcomeClass.done
        var done = 0
        for operation in verdict.operations {
            if operation.outcome == .done {
                done += 1
            } else {
                self.operations.add(operation.outcome)
                if worst == .done { worst = operation.outcome }
            }
        }
        self.operations.add(.done, done)
        calls.add(worst)
    }

    func durations(of errand: InvocationMachine.ErrandKind) -> Histogram {
        switch errand {
        case .pull: pageDurations
        case .push: batchDurations
        case .completion: completionDurations
        }
    }

    /// - Parameter mapping: the counters of the rows' mapping.
    func settled(_ status: RowStatus, _ count: Int, _ mapping: MappingCounters) {
        mapping.rows.add(status, count)
        rowsQueued.add(-count)
    }
}
