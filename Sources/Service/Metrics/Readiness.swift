/// Whether invokes are taken, and if not, why: what `/readyz` says.
struct Readiness: Sendable {
    let metrics: Metrics
    let queuedRowsMax: Int
    /// Set once every listener takes connections.
    let isListening: Flag
    let isStopping: Flag

    /// What stands in the way; empty when nothing does.
    var problems: [String] {
        var problems: [String] = []
        if !isListening.isSet { problems.append("the listeners are not up yet") }
        if isStopping.isSet { problems.append("the bridge is stopping") }
        if metrics.isStoreStuck { problems.append("the store finds no room on its disk") }
        if metrics.queuedRows >= queuedRowsMax {
            problems.append(
                "the queue is full: \(metrics.queuedRows) rows wait, and store.queuedRowsMax is "
                    + "\(queuedRowsMax)")
        }
        return problems
    }
}
