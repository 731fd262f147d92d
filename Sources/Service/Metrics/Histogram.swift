import Bridge

/// How long things took, counted by length: as many plain counters as there are bounds, and one
/// more. To note a duration is a search in a dozen numbers and two additions.
final class Histogram: Sendable {
    /// What the buckets end with; the last one has no end.
    enum Bounds {
        /// Commits to a disk: a fraction of a millisecond, or something is wrong.
        case commits
        /// Answers over a network.
        case calls
        /// Whole invocations, which may wait for hours.
        case invocations

        /// In microseconds, in order.
        var microseconds: [Int] {
            switch self {
            case .commits:
                [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000]
            case .calls:
                [
                    1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000,
                    1_000_000, 2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000,
                ]
            case .invocations:
                [
                    100_000, 500_000, 1_000_000, 5_000_000, 15_000_000, 60_000_000, 300_000_000,
                    900_000_000, 3_600_000_000, 14_400_000_000, 86_400_000_000,
                ]
            }
        }
    }

    private let bounds: [Int]
    private let counters: [Counter]
    private let sum = Counter()

    init(_ bounds: Bounds) {
        self.bounds = bounds.microseconds
        counters = (0...self.bounds.count).map { _ in Counter() }
    }

    func observe(_ duration: Duration) {
        let microseconds = Int(duration.inNanoseconds / 1_000)
        var bucket = 0
        while bucket < bounds.count, microseconds > bounds[bucket] { bucket += 1 }
        counters[bucket].add()
        sum.add(microseconds)
    }

    /// What was noted so far. The total is that of the buckets read, so that they always agree.
    struct Reading {
        /// How many took so long at most, by the bucket's end in seconds.
        let buckets: [(end: String, count: Int)]
        let count: Int
        /// In seconds.
        let sum: Double
    }

    var reading: Reading {
        var count = 0
        var buckets: [(end: String, count: Int)] = []
        for (bound, counter) in zip(bounds, counters) {
            count += counter.value
            buckets.append((Self.seconds(bound), count))
        }
        count += counters[bounds.count].value
        return Reading(buckets: buckets, count: count, sum: Double(sum.value) / 1e6)
    }

    /// Microseconds as seconds: 2500 is `0.0025`, 5000000 is `5`.
    private static func seconds(_ microseconds: Int) -> String {
        let (whole, rest) = microseconds.quotientAndRemainder(dividingBy: 1_000_000)
        guard rest > 0 else { return "\(whole)" }
        let digits = String(rest)
        var text = "\(whole)." + String(repeating: "0", count: 6 - digits.count) + digits
        while text.last == "0" { text.removeLast() }
        return text
    }
}
