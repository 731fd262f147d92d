import Bridge
import Synchronization

/// What is counted while the bridge runs: plain atomics, written on any thread, read by whoever
/// asks.
package final class Metrics: Sendable {
    /// A counter for each member of a closed set of labels.
    struct Family<Label: CaseIterable & RawRepresentable & Hashable & Sendable>: Sendable
    where Label.RawValue == String, Label.AllCases: Sendable {
        private let counts: Mutexed
        private let order: [Label: Int]
        private let labels: [Label]

        /// The counters themselves, on the heap: a copy of a family counts into the same ones.
        private final class Mutexed: Sendable {
            let values: Mutex<[Int]>
            init(_ count: Int) { values = Mutex(Array(repeating: 0, count: count)) }
        }

        init() {
            labels = Array(Label.allCases)
            order = Dictionary(
                uniqueKeysWithValues: labels.enumerated().map { ($0.element, $0.offset) })
            counts = Mutexed(labels.count)
        }

        func add(_ label: Label, _ amount: Int = 1) {
            guard let index = order[label] else { return }
            counts.values.withLock { $0[index] += amount }
        }

        var all: [(label: Label, count: Int)] {
            let values = counts.values.withLock { $0 }
            return labels.enumerated().map { ($0.element, values[$0.offset]) }
        }
    }

    /// How an invoke was answered.
    package enum InvokeAnswer: String, CaseIterable, Sendable {
        case accepted, repeated, malformed, unauthorized, unmapped, overloaded, refused
    }

    /// How a row ended.
    package enum RowStatus: String, CaseIterable, Sendable {
        case succeeded, failed, unknown
    }

    /// What became of a call to the product.
    package enum ProductCall: String, CaseIterable, Sendable {
        case pageRead = "page_read"
        case pageFailed = "page_failed"
        case batchAccepted = "batch_accepted"
        case batchFailed = "batch_failed"
        case completionAccepted = "completion_accepted"
        case completionFailed = "completion_failed"
    }

    let invokes = Family<InvokeAnswer>()
    let rows = Family<RowStatus>()
    let operations = Family<OutcomeClass>()
    let productCalls = Family<ProductCall>()
    let acts = Family<ActVerb>()
    let configuration = ConfigurationRecord()
    let pauses = PauseRecord()
    /// Rows that were accepted or announced and have no final status yet.
    let rowsQueued = Atomic<Int>(0)
    let rowsHeld = Atomic<Int>(0)
    let invocationsOpen = Atomic<Int>(0)
    let invocationsHalted = Atomic<Int>(0)
    let callsInFlight = Atomic<Int>(0)
    /// 0 closed, 1 half-open, 2 open: the breakers of MPO's two hosts.
    let breaker = Atomic<Int>(0)
    let lookUpBreaker = Atomic<Int>(0)
    let mappingsPaused = Atomic<Int>(0)
    let hostsPaused = Atomic<Int>(0)
    /// Invocations that take longer than `log.slowInvocation`, and the age of the oldest one in
    /// seconds, as of the last look.
    let invocationsSlow = Atomic<Int>(0)
    let oldestSeconds = Atomic<Int>(0)

    /// Something found no place on disk: nothing new is taken until there is some.
    private let storeIsStuck = Atomic<Bool>(false)

    package init() {}

    var isStoreStuck: Bool { storeIsStuck.load(ordering: .relaxed) }
    /// - Returns: whether that is news.
    @discardableResult
    func storeStuck(_ isStuck: Bool) -> Bool {
        storeIsStuck.exchange(isStuck, ordering: .relaxed) != isStuck
    }

    /// Rows waiting for their final status: what `store.queuedRowsMax` limits.
    package var queuedRows: Int { rowsQueued.load(ordering: .relaxed) }

    func held(_ rows: Int) { rowsHeld.add(rows, ordering: .relaxed) }
    func open(_ invocations: Int) { invocationsOpen.store(invocations, ordering: .relaxed) }
    func halted(_ invocations: Int) { invocationsHalted.add(invocations, ordering: .relaxed) }
    func slow(_ invocations: Int, oldest: Duration) {
        invocationsSlow.store(invocations, ordering: .relaxed)
        oldestSeconds.store(Int(oldest.components.seconds), ordering: .relaxed)
    }
    func inFlight(_ calls: Int) { callsInFlight.store(calls, ordering: .relaxed) }

    func gates(mpo: Int, lookUps: Int, mappingsPaused: Int, hostsPaused: Int) {
        breaker.store(mpo, ordering: .relaxed)
        lookUpBreaker.store(lookUps, ordering: .relaxed)
        self.mappingsPaused.store(mappingsPaused, ordering: .relaxed)
        self.hostsPaused.store(hostsPaused, ordering: .relaxed)
    }

    func queue(_ rows: Int) { rowsQueued.add(rows, ordering: .relaxed) }

    func settled(_ status: RowStatus, _ count: Int) {
        rows.add(status, count)
        rowsQueued.subtract(count, ordering: .relaxed)
    }
}
