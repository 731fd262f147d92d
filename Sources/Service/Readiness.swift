/// Whether invokes are taken, and why not.
struct Readiness: Sendable {
    let isStopping: Flag
    let metrics: Metrics
    /// As the configuration in force has it.
    let queuedRowsMax: @Sendable () -> Int

    /// Empty when all is well.
    var problems: [String] {
        var problems: [String] = []
        if isStopping.isSet { problems.append("the daemon is stopping") }
        if metrics.isStoreStuck {
            problems.append("the store takes nothing: its disk is full, or written to by others")
        }
        let max = queuedRowsMax()
        if metrics.queuedRows >= max {
            problems.append(
                "\(metrics.queuedRows) rows are queued, and store.queuedRowsMax is \(max)")
        }
        return problems
    }
}
