import Bridge
import HTTPServer
import Store
import Synchronization

/// How the service's parts come to the metrics.
extension Metrics {
    /// - Parameters:
    ///   - version: of the program.
    ///   - queuedRowsMax: as the configuration in force has it; nil when all is over.
    func begin(
        _ configuration: Configuration, version: String, at wall: UnixTime,
        queuedRowsMax: @escaping @Sendable () -> Int?
    ) {
        // Known from the start, so that a rate over their first rows can be told.
        for mapping in configuration.mappings { _ = mappings.counters(of: mapping.name) }
        add(ProcessSection(version: version, startedAt: wall))
        add(
            StoreSection(
                path: configuration.store.path, queuedRowsMax: queuedRowsMax))
    }

    /// - Parameter times: when the oldest invocation in each state was accepted.
    func saw(_ times: [InvocationState: UnixTime], at wall: UnixTime) {
        let ages = times.mapValues { max(0, Int(wall.seconds - $0.seconds)) }
        oldest.withLock { $0 = ages }
    }
}

extension StoreOptions {
    /// The same, and whoever commits tells the metrics.
    func telling(_ metrics: Metrics) -> StoreOptions {
        var options = self
        options.onCommit = { metrics.commitDurations.observe($0) }
        return options
    }
}

extension ServerSection {
    init(_ servers: [HTTPServer]) { self.servers = servers.map { ($0.name, $0.counters) } }
}
