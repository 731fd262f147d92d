/// The tasks that are live, and those that ended but were saved. A reference is taken only while
/// its task is live (protocol notes on MPO, 3.2).
struct TaskTable: Sendable {
    /// One task.
    struct SimulatedTask: Sendable {
        /// The task's data as it came: JSON of an object.
        let data: [UInt8]
        /// Seconds since 1970.
        let createdAt: Int64
        /// On the monotonic clock, in nanoseconds.
        var endsAt: Int64
        let objectID: UInt64
    }

    /// By the hash of process and reference.
    private var tasks: [UInt64: SimulatedTask] = [:]
    /// Sweeping when twice as many are there as the last sweep left keeps the cost of it constant.
    private var sweepAt = 1024

    /// Saved tasks beyond this are forgotten, as after the clearing on the first of a month.
    static let savedMax = 100_000

    /// The task of a reference, if it is live or was saved.
    mutating func find(_ key: UInt64, now: Int64, saves: Bool) -> SimulatedTask? {
        guard let task = tasks[key] else { return nil }
        if task.endsAt <= now, !saves {
            tasks[key] = nil
            return nil
        }
        return task
    }

    func isLive(_ key: UInt64, now: Int64) -> Bool {
        // Without latency every task ends at once and the table stays empty: no hashing then.
        guard !tasks.isEmpty, let task = tasks[key] else { return false }
        return task.endsAt > now
    }

    mutating func insert(_ task: SimulatedTask, _ key: UInt64, now: Int64, saves: Bool) {
        tasks[key] = task
        if tasks.count >= sweepAt { sweep(now: now, saves: saves) }
    }

    private mutating func sweep(now: Int64, saves: Bool) {
        if !saves || tasks.count > Self.savedMax {
            tasks = tasks.filter { $0.value.endsAt > now }
        }
        sweepAt = max(1024, tasks.count * 2)
    }

    func liveCount(now: Int64) -> Int {
        tasks.values.count { $0.endsAt > now }
    }
}
