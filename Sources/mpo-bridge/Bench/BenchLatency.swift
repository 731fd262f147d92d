/// How long the answers of invokes took, in milliseconds: of several rounds the medians, and the
/// slowest of all.
struct BenchLatency: Sendable {
    private var rounds: [(p50: Double, p99: Double)] = []
    private(set) var max = 0.0

    init() {}

    init(of parts: [BenchLatency]) {
        rounds = parts.flatMap(\.rounds)
        max = parts.map(\.max).max() ?? 0
    }

    mutating func add(_ report: BenchLoadReport) {
        rounds.append((Double(report.p50) / 1_000, Double(report.p99) / 1_000))
        max = Swift.max(max, Double(report.max) / 1_000)
    }

    var p50: Double { BenchNumber.median(rounds.map(\.p50)) }
    var p99: Double { BenchNumber.median(rounds.map(\.p99)) }
}
