import Bridge

/// All that a process keeps in memory, and loses when it dies.
struct SimulatedProcess {
    /// By invocation; `nil` unless it is being worked on.
    var invocations: [SimulatedInvocation?]
    /// Those that gave up their place.
    var resting: [Int: SimulatedMemory] = [:]
    let canLookUp: Bool

    // The store, as the engine sees it.
    var outbox = SimulatedUnit()
    var unitUnderWay: SimulatedUnit?
    /// The disk has begun with the unit under way: it takes nothing more in.
    var isBegun = false
    /// The unit under way is on disk, and the engine does not know.
    var isCommitted = false
    var storeFailures = 0
    var storeRetryAt: MonotonicTime?

    // Calls to MPO.
    var calls: [Int: SimulatedCall] = [:]
    var callNumber = 0
    var gate: TargetGate
    var lanes: [SimulatedLane]
    var turns = 0
    var lookUpGate: TargetGate
    var lookUpQueue: [Int] = []
    var lookUpsUnderWay = 0

    // Calls to the product.
    var hostGate: TargetGate
    var pagesUnderWay = 0
    var batchesUnderWay = 0
    var completionsUnderWay = 0

    // Invocations come and go.
    var last = -1
    /// The store may hold invocations beyond `last` that nobody told us of.
    var isBehind = true

    init(_ shape: SimulationShape, canLookUp: Bool) {
        self.canLookUp = canLookUp
        invocations = Array(repeating: nil, count: shape.invocations.count)
        let operationsMax = shape.mappings.map(\.operationsPerCall).max() ?? 1
        gate = TargetGate(
            callsInFlightMax: shape.callsInFlightMax,
            operationsPerSecondMax: shape.operationsPerSecondMax,
            operationsPerCallMax: operationsMax, retry: .mpo)
        lanes = shape.mappings.map { mapping in
            SimulatedLane(
                gate: TargetGate(
                    callsInFlightMax: mapping.callsInFlightMax ?? shape.callsInFlightMax,
                    operationsPerSecondMax: nil, operationsPerCallMax: mapping.operationsPerCall,
                    retry: .mpo))
        }
        lookUpGate = TargetGate(
            callsInFlightMax: 2, operationsPerSecondMax: nil, operationsPerCallMax: 1,
            retry: .mpo)
        hostGate = TargetGate(
            callsInFlightMax: shape.productCallsMax, operationsPerSecondMax: nil,
            operationsPerCallMax: 1, retry: .host)
    }

    var activeCount: Int { invocations.count { $0 != nil } }

    /// Whether a record of an invocation, or what follows from one, is still on its way.
    func hasRecordUnderWay(_ number: Int) -> Bool {
        outbox.concerns(number) || (unitUnderWay?.concerns(number) ?? false)
    }
}
