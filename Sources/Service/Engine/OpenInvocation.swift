import AMS
import Bridge
import Crypto
import MPO
import Store

/// One invocation while it is being worked on: what was asked for, its machine, and what was made
/// ready once so that its rows cost little. Lives on the engine's thread.
final class OpenInvocation {
    let key: InvocationKey
    let id: InvocationID
    let invocation: Invocation
    let mapping: Mapping
    /// Signs what is sent to the product.
    var installSecret: Secret
    /// Of its mapping.
    let counters: MappingCounters
    let acceptedAt: UnixTime
    var machine: InvocationMachine

    /// Compiled for the columns of the record definition, or of the page used last.
    var mapper: RowMapper
    var mapperColumns: [String]?
    private let plans: RowPlans
    let outputPlan: OutputPlan
    /// The task references of its rows: the same on every attempt.
    let references: TaskReferences
    var operation: OperationTemplate { plans.operation }

    /// Of its mapping; set when it first has rows to send.
    var rowsLane: Lane?
    /// Whether the invocation already waits in a lane, for calls to MPO or for look-ups there.
    var isQueuedForMPO = false
    var isQueuedForLookUps = false
    /// Its calls to the product.
    var pull = ErrandSlot()
    var push = ErrandSlot()
    var completion = ErrandSlot()
    /// It had a place before: its rows are not new to anybody.
    var isReturning = false
    /// It was completed before, and an operator has taken rows of it up again.
    var isReopened = false
    /// In how many lanes it stands so far behind that it need not be in memory, and the first of
    /// them; for one look around.
    var surplus: (count: Int, lane: Lane?) = (0, nil)
    /// Its step in the last unit that it has one in, and the one before.
    var step = StepPlace(unit: 0, position: 0)
    var stepBefore = StepPlace(unit: 0, position: 0)
    var isTouched = false
    /// Its last step is on its way to the disk; then it is forgotten.
    var isEnding = false
    /// Why a peer refuses it for good, once it is halted.
    var haltReason: String?
    /// The kinds of call to the product whose last answer was 401.
    var refusedTokens: Set<InvocationMachine.ErrandKind> = []
    /// What is known of the rows whose tasks are being looked up.
    var lookUps: [Int: Reconciler.Subject] = [:]
    /// Batches that the product has acknowledged.
    var batchCount = 0
    /// When it was accepted, on the clock of timers: right unless the wall clock jumped before a
    /// restart, and good enough for an age.
    var since = MonotonicTime(nanoseconds: 0)
    /// The age at which it is told of as a slow one again.
    var slowAt: Duration?
    /// The moment for which a timer is set.
    var wakeAt: MonotonicTime?

    /// - Parameter machine: as it was left; see `InvocationMachine.restore`.
    init(
        key: InvocationKey, id: InvocationID, invocation: Invocation, mapping: Mapping,
        installSecret: Secret, counters: MappingCounters, acceptedAt: UnixTime,
        machine: InvocationMachine, plans: RowPlans
    ) {
        self.key = key
        self.id = id
        self.invocation = invocation
        self.mapping = mapping
        self.installSecret = installSecret
        self.counters = counters
        self.acceptedAt = acceptedAt
        self.machine = machine
        self.plans = plans
        mapper = plans.mapper
        outputPlan = OutputPlan(invocation, columnsOf: plans.output)
        references = TaskReferences(id)
    }

    subscript(errand: InvocationMachine.ErrandKind) -> ErrandSlot {
        get {
            switch errand {
            case .pull: pull
            case .push: push
            case .completion: completion
            }
        }
        set {
            switch errand {
            case .pull: pull = newValue
            case .push: push = newValue
            case .completion: completion = newValue
            }
        }
    }

    /// The endpoint that an errand goes to.
    func endpoint(of errand: InvocationMachine.ErrandKind) -> Endpoint? {
        switch errand {
        case .pull: invocation.export
        case .push: invocation.import
        case .completion: invocation.completion
        }
    }

    /// In how many lanes it waits.
    var lanesCount: Int {
        (isQueuedForMPO ? 1 : 0) + (isQueuedForLookUps ? 1 : 0) + (pull.isQueued ? 1 : 0)
            + (push.isQueued ? 1 : 0) + (completion.isQueued ? 1 : 0)
    }

    /// The mapper for the columns of a page; pages of one data set nearly always agree.
    func mapper(for page: CachedPage) -> RowMapper {
        if page.columns != mapperColumns {
            mapperColumns = page.columns
            mapper =
                page.columns.map {
                    RowMapper(mapping: mapping, columns: $0, context: invocation.context)
                } ?? plans.mapper
        }
        return mapper
    }

    /// In which column of a page the cell stands that names a row to the product.
    func correlationColumn(of page: CachedPage) -> Int {
        page.columns.map { RowPlans.correlationColumn(among: $0) } ?? plans.correlationColumn
    }
}
