import Bridge
import Synchronization

extension Metrics {
    /// What stands in the way of calls, and the store.
    func writeGates(to text: inout MetricText) {
        let state = "mpo_bridge_breaker_state"
        text.begin(
            state, .gauge, "Calls to a host of MPO: 0 pass, 1 pass again one by one, 2 paused.")
        text.sample(state, "target=\"mpo\"", breaker.value)
        text.sample(state, "target=\"lookup\"", lookUpBreaker.value)
        let ofMapping = "mpo_bridge_mapping_breaker_state"
        text.begin(ofMapping, .gauge, "The calls of a mapping, likewise.")
        for mapping in mappings.all {
            text.sample(
                ofMapping, MetricText.label("mapping", mapping.name), mapping.breaker.value)
        }
        let found = survey.withLock { $0 }
        let ofHost = "mpo_bridge_product_host_breaker_state"
        text.begin(ofHost, .gauge, "The calls to a product's host, likewise.")
        for host in found.hosts {
            text.sample(ofHost, MetricText.label("host", host.name), host.state)
        }
        text.gauge(
            "mpo_bridge_mappings_paused", "Mappings whose calls are paused or halted.",
            mappingsPaused.value)
        text.gauge(
            "mpo_bridge_product_hosts_paused", "Hosts of products whose calls are paused.",
            hostsPaused.value)
        write(found, to: &text)
        text.gauge(
            "mpo_bridge_store_full", "1 while the store finds no room on its disk.",
            isStoreStuck ? 1 : 0)
        text.histogram(
            "mpo_bridge_store_commit_seconds", "How long commits to disk took.", commitDurations)
    }

    private func write(_ found: EngineSurvey.Findings, to text: inout MetricText) {
        let waiting = "mpo_bridge_invocations_waiting"
        text.begin(waiting, .gauge, "Invocations with calls due, by the limit that they wait for.")
        for target in EngineSurvey.Target.allCases {
            for obstacle in TargetGate.Obstacle.allCases {
                text.sample(
                    waiting, "target=\"\(target.rawValue)\",limit=\"\(obstacle.rawValue)\"",
                    found.waiting[EngineSurvey.Wait(target: target, obstacle: obstacle)] ?? 0)
            }
        }
        text.gauge(
            "mpo_bridge_invocations_resting",
            "Invocations that gave up their place in memory because they only wait.",
            found.resting)
        let rows = "mpo_bridge_rows_waiting"
        text.begin(rows, .gauge, "Rows of invocations in memory that were sent and have no end.")
        text.sample(rows, "reason=\"retry\"", found.rowsToRetry)
        text.sample(rows, "reason=\"lookup\"", found.rowsToLookUp)
    }
}
