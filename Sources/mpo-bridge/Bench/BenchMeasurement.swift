/// What one scenario gave, or one step of it.
struct BenchMeasurement: Sendable {
    let scenario: BenchScenario
    let plan: BenchPlan
    let rows: Int
    let invokes: Int
    /// From the first invoke to the last completion.
    var seconds = 0.0
    /// The daemon's CPU time, user and system.
    var cpuSeconds = 0.0
    /// That of the simulated sides and the sender of invokes.
    var peersCPUSeconds: Double?
    /// What the parts alone would have taken.
    var floor: BenchFloor?
    /// What the parts took all at once, where that was measured: CPU time for the same rows.
    var togetherSeconds: Double?
    /// Of the invokes' answers.
    private(set) var latency = BenchLatency()
    /// Invokes a second, until the last was answered.
    var answeredPerSecond: Double {
        answeredSeconds > 0 ? Double(invokes) / answeredSeconds : 0
    }
    private var answeredSeconds = 0.0
    /// The most memory that was resident at once in the daemon.
    var peakBytes = 0
    private(set) var lost = 0
    private(set) var createdTwice = 0
    /// Why the run was not correct.
    private(set) var problems: [String] = []
    /// What the servers saw from the daemon's start on, where TLS is measured.
    var servers: BenchServers?

    /// CPU time of each of the parts that it was put together from, in microseconds a row.
    private(set) var rounds: [Double] = []
    /// What it was made of, where that is to be compared.
    private(set) var steps: [BenchStep] = []

    // Of `queued` alone.
    var queueingSeconds: Double?
    /// The peak until all rows were queued; `peakBytes` is that of the daemon that worked them off.
    var queuedPeakBytes: Int?
    /// From the start of the process to the first invoke that was answered with 200.
    var startSeconds: Double?

    init(_ scenario: BenchScenario, _ plan: BenchPlan) {
        self.scenario = scenario
        self.plan = plan
        rows = plan.rows
        invokes = plan.rounds * plan.invokes
    }

    /// Several together: the sums, the largest peak, and the medians of the latencies.
    init(_ scenario: BenchScenario, of parts: [BenchMeasurement]) {
        self.scenario = scenario
        plan = parts.last?.plan ?? scenario.plan(isQuick: true)
        rows = parts.reduce(0) { $0 + $1.rows }
        invokes = parts.reduce(0) { $0 + $1.invokes }
        seconds = parts.reduce(0) { $0 + $1.seconds }
        answeredSeconds = parts.reduce(0) { $0 + $1.answeredSeconds }
        cpuSeconds = parts.reduce(0) { $0 + $1.cpuSeconds }
        peersCPUSeconds = parts.reduce(0) { $0 + ($1.peersCPUSeconds ?? 0) }
        floor = BenchFloor(parts.compactMap(\.floor))
        latency = BenchLatency(of: parts.map(\.latency))
        peakBytes = parts.map(\.peakBytes).max() ?? 0
        lost = parts.reduce(0) { $0 + $1.lost }
        createdTwice = parts.reduce(0) { $0 + $1.createdTwice }
        problems = parts.flatMap(\.problems)
        rounds = parts.map(\.cpuMicrosecondsPerRow)
    }

    /// Steps and what they are together.
    init(_ scenario: BenchScenario, _ steps: [BenchStep]) {
        self.init(scenario, of: steps.map(\.measurement))
        self.steps = steps
        problems = steps.flatMap { step in
            step.measurement.problems.map { "\(step.name): \($0)" }
        }
    }

    /// One more round.
    mutating func add(_ report: BenchLoadReport) {
        latency.add(report)
        seconds += Double(report.finishedMicroseconds) / 1_000_000
        answeredSeconds += Double(max(1, report.answeredMicroseconds)) / 1_000_000
    }

    mutating func take(_ ledger: BenchLedger, problems: [String]) {
        lost = ledger.missing
        createdTwice = ledger.duplicates
        self.problems = problems
    }

    var rowsPerSecond: Double { seconds > 0 ? Double(rows) / seconds : 0 }

    var cpuMicrosecondsPerRow: Double { perRow(cpuSeconds) }

    func perRow(_ seconds: Double) -> Double { seconds * 1_000_000 / Double(max(1, rows)) }
}
