/// What one scenario gave.
struct BenchMeasurement: Sendable {
    let scenario: BenchScenario
    let plan: BenchPlan
    /// From the first invoke to the last completion.
    var seconds = 0.0
    /// The daemon's CPU time, user and system.
    var cpuSeconds = 0.0
    /// That of the simulated sides and the sender of invokes.
    var peersCPUSeconds: Double?
    /// What libcurl and JSON validation alone would have taken.
    var floorSeconds: Double?
    /// Of the invokes' answers, in milliseconds.
    private(set) var latency = (p50: 0.0, p99: 0.0, max: 0.0)
    /// Invokes a second, until the last was answered.
    private(set) var answeredPerSecond = 0.0
    /// The most memory that was resident at once in the daemon.
    var peakBytes = 0
    private(set) var lost = 0
    private(set) var createdTwice = 0
    /// Why the run was not correct.
    private(set) var problems: [String] = []

    // Of `queued` alone.
    var queueingSeconds: Double?
    /// The peak until all rows were queued; `peakBytes` is that of the daemon that worked them off.
    var queuedPeakBytes: Int?
    /// From the start of the process to the first invoke that was answered with 200.
    var startSeconds: Double?

    init(_ scenario: BenchScenario, _ plan: BenchPlan) {
        self.scenario = scenario
        self.plan = plan
    }

    mutating func take(_ report: BenchLoadReport) {
        latency = (
            Double(report.p50) / 1000, Double(report.p99) / 1000, Double(report.max) / 1000
        )
        let seconds = Double(max(1, report.answeredMicroseconds)) / 1_000_000
        answeredPerSecond = Double(report.accepted) / seconds
    }

    mutating func take(_ ledger: BenchLedger, problems: [String]) {
        lost = ledger.missing
        createdTwice = ledger.duplicates
        self.problems = problems
    }

    var rowsPerSecond: Double { seconds > 0 ? Double(plan.rows) / seconds : 0 }

    var cpuMicrosecondsPerRow: Double { perRow(cpuSeconds) }

    func perRow(_ seconds: Double) -> Double { seconds * 1_000_000 / Double(max(1, plan.rows)) }
}
