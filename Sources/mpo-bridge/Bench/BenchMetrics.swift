/// The daemon's metrics as Prometheus reads them.
struct BenchMetrics: Sendable {
    private let lines: [Substring]

    init(_ text: String) { lines = text.split(separator: "\n") }

    /// The whole number that a series stands at, by its name and its labels.
    func value(of series: String) -> Int? {
        let start = series + " "
        return lines.first { $0.hasPrefix(start) }.flatMap { Int($0.dropFirst(start.count)) }
    }

    /// How many transactions the store has committed.
    var commits: Int? { value(of: "mpo_bridge_store_commit_seconds_count") }
}
