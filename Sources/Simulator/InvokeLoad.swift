internal import JSON

/// How many invokes to send, and how.
package struct InvokeLoad: Hashable, Sendable {
    /// How many invokes.
    package var count: Int
    /// Rows of each.
    package var rows: Int
    /// How the rows travel.
    package var flow: InvokeFlow
    /// Invokes on their way at a time.
    package var inFlightMax: Int
    /// How often an invoke is sent until it is accepted: again after 429, 503 and failed transfers.
    package var attemptsMax: Int
    /// How long one attempt may take.
    package var timeout: Duration
    /// A file of the certificates that are trusted, in PEM form, instead of the system's.
    package var caFile: String?
    /// Each connection ends with its first answer.
    package var closesConnections = false

    /// A load; by default one invoke of ten rows, sent once.
    package init(
        count: Int = 1, rows: Int = 10, flow: InvokeFlow = .data, inFlightMax: Int = 1,
        attemptsMax: Int = 1, timeout: Duration = .seconds(60)
    ) {
        precondition(count >= 0 && inFlightMax > 0 && attemptsMax > 0)
        self.count = count
        self.rows = rows
        self.flow = flow
        self.inFlightMax = inFlightMax
        self.attemptsMax = attemptsMax
        self.timeout = timeout
    }
}

/// What became of them.
package struct InvokeReport: Sendable {
    /// Invokes that were answered with 200 and an invocation id.
    package internal(set) var accepted = 0
    /// Invokes that never were.
    package internal(set) var refused = 0
    /// Answers by status, of all attempts.
    package internal(set) var statuses: [Int: Int] = [:]
    /// Attempts without an answer, by the label of their error.
    package internal(set) var failures: [String: Int] = [:]
    /// The last answer that was no acceptance, or the last error.
    package internal(set) var lastProblem: String?
    /// The id of the first invocation that was accepted.
    package internal(set) var firstInvocationID: String?
    /// From the first attempt to the last answer.
    package internal(set) var elapsed: Duration = .zero
    /// Of every answered attempt, in microseconds.
    var latencies: [UInt32] = []

    /// The latency that this share of the answered attempts did not exceed; `nil` without any.
    package func latency(percentile: Double) -> Duration? {
        precondition((0...100).contains(percentile))
        guard !latencies.isEmpty else { return nil }
        let rank = (percentile / 100 * Double(latencies.count)).rounded(.up)
        let index = min(latencies.count - 1, max(0, Int(rank) - 1))
        return .microseconds(Int64(latencies.sorted()[index]))
    }

    /// One JSON object; times in microseconds.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("accepted")
        writer.integer(accepted)
        writer.key("refused")
        writer.integer(refused)
        writer.key("statuses")
        writer.beginObject()
        for (status, count) in statuses.sorted(by: { $0.key < $1.key }) {
            writer.key(String(status))
            writer.integer(count)
        }
        writer.endObject()
        writer.key("failures")
        writer.beginObject()
        for (label, count) in failures.sorted(by: { $0.key < $1.key }) {
            writer.key(label)
            writer.integer(count)
        }
        writer.endObject()
        writer.key("elapsedMicroseconds")
        writer.integer(elapsed.nanoseconds / 1000)
        for (name, percentile) in [("p50", 50.0), ("p99", 99.0), ("max", 100.0)] {
            writer.key(name)
            writer.integer((latency(percentile: percentile)?.nanoseconds ?? 0) / 1000)
        }
        if let firstInvocationID {
            writer.key("firstInvocationId")
            writer.string(firstInvocationID)
        }
        if let lastProblem {
            writer.key("lastProblem")
            writer.string(lastProblem)
        }
        writer.endObject()
        return writer.bytes
    }
}
