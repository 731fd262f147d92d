import Bridge

/// What a simulated run is like; drawn from its seed.
struct SimulationShape {
    /// What a mapping says that matters here.
    struct Mapping {
        let policy: UnknownPolicy
        let operationsPerCall: Int
        /// `nil`: as many as MPO takes.
        var callsInFlightMax: Int?
    }

    let mappings: [Mapping]
    let invocations: [InvocationShape]
    let callsInFlightMax: Int
    let operationsPerSecondMax: Double?
    let productCallsMax: Int
    /// Invocations that are worked on at the same time.
    let activeMax: Int
    let sendsReference: Bool
    /// Whether MPO can be asked for tasks, until a restart with another configuration.
    let canLookUp: Bool
    /// How long a row is looked up before its mapping decides.
    let lookUpMax: Duration
    /// How long after a call nothing of it can arrive any more.
    let settleTime: Duration
    /// How long MPO knows a task that has ended.
    let taskMemory: Duration
    let commitTime: ClosedRange<Int>
    let faultChance: Double
    let crashChance: Double
    let refusalChance: Double
    let fullDiskChance: Double
    /// How often an operator does something while things go wrong.
    let actChance: Double
    /// When MPO does not answer at all, after the start of the run.
    let outage: Range<Duration>?
    /// Steps in which things go wrong; then all peers are well for good.
    let stormSteps: Int

    init(seed: UInt64, _ generator: inout SeededGenerator) {
        var mappings: [Mapping] = []
        let policies = UnknownPolicy.allCases
        for place in 0..<UInt64(generator.number(1...2)) {
            mappings.append(
                Mapping(
                    policy: policies[Int((seed + place) % UInt64(policies.count))],
                    operationsPerCall: generator.chance(0.4) ? 1 : generator.number(2...7),
                    callsInFlightMax: generator.chance(0.3) ? 1 : nil))
        }
        self.mappings = mappings
        let count = generator.chance(0.3) ? 1 : generator.number(2...4)
        invocations = (0..<count).map { _ in
            InvocationShape(mapping: generator.number(0...mappings.count - 1), &generator)
        }.sorted { $0.invokedAfter < $1.invokedAfter }
        callsInFlightMax = generator.number(1...4)
        operationsPerSecondMax = generator.chance(0.3) ? Double(generator.number(5...200)) : nil
        productCallsMax = generator.number(2...5)
        activeMax = generator.number(1...4)
        sendsReference = generator.chance(0.9)
        canLookUp = generator.chance(0.5)
        lookUpMax = generator.chance(0.3) ? .seconds(generator.number(10...90)) : .seconds(86_400)
        settleTime = .seconds(generator.number(1...40))
        taskMemory = generator.chance(0.3) ? .seconds(generator.number(1...60)) : .seconds(86_400)
        commitTime = generator.chance(0.2) ? 1...2_000 : 1...20
        faultChance = [0, 0.1, 0.3, 0.6, 0.9].randomElement(using: &generator) ?? 0
        crashChance = [0, 0.005, 0.02, 0.1].randomElement(using: &generator) ?? 0
        refusalChance = generator.chance(0.3) ? 0.05 : 0
        fullDiskChance = generator.chance(0.3) ? 0.2 : 0
        actChance = generator.chance(0.5) ? 0.5 : 0
        let start = Duration.seconds(generator.number(0...20))
        outage =
            generator.chance(0.2)
            ? start..<start + .seconds(generator.number(5...600)) : nil
        stormSteps = generator.number(50...400)
    }

    /// A run for a proof that draws nothing.
    init(
        mappings: [Mapping], invocations: [InvocationShape], callsInFlightMax: Int,
        operationsPerSecondMax: Double?, outage: Range<Duration>?
    ) {
        self.mappings = mappings
        self.invocations = invocations
        self.callsInFlightMax = callsInFlightMax
        self.operationsPerSecondMax = operationsPerSecondMax
        productCallsMax = 8
        activeMax = 1_000
        sendsReference = true
        canLookUp = false
        lookUpMax = .seconds(86_400)
        settleTime = .seconds(40)
        taskMemory = .seconds(86_400)
        commitTime = 1...2
        faultChance = 0
        crashChance = 0
        refusalChance = 0
        fullDiskChance = 0
        actChance = 0
        self.outage = outage
        stormSteps = 0
    }
}
