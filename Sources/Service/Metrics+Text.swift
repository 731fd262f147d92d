import Bridge
import Synchronization

extension Metrics {
    /// All counters in the text format of Prometheus, version 0.0.4.
    package func text() -> [UInt8] {
        var text = ""
        func family<Label>(_ name: String, _ help: String, _ label: String, _ family: Family<Label>)
        {
            text += "# HELP \(name) \(help)\n# TYPE \(name) counter\n"
            for (value, count) in family.all {
                text += "\(name){\(label)=\"\(Self.labelValue(value.rawValue))\"} \(count)\n"
            }
        }
        func gauge(_ name: String, _ help: String, _ value: Int) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n\(name) \(value)\n"
        }
        family("mpo_bridge_invokes_total", "Invokes by how they were answered.", "answer", invokes)
        family("mpo_bridge_rows_total", "Rows by their final status.", "status", rows)
        family(
            "mpo_bridge_operations_total", "Operations sent to MPO by the class of their outcome.",
            "class", operations)
        family(
            "mpo_bridge_product_calls_total", "Calls to the product by what became of them.",
            "result", productCalls)
        family("mpo_bridge_acts_total", "Acts of operators.", "verb", acts)
        gauge(
            "mpo_bridge_rows_queued", "Rows in the store without a final status.",
            rowsQueued.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_rows_held", "Rows that wait for an operator's decision.",
            rowsHeld.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_invocations_open", "Invocations that are being worked on.",
            invocationsOpen.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_invocations_halted", "Invocations that a peer has refused for good.",
            invocationsHalted.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_invocations_slow", "Invocations that take longer than log.slowInvocation.",
            invocationsSlow.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_invocation_age_seconds_max", "The age of the oldest open invocation.",
            oldestSeconds.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_calls_in_flight", "Calls to MPO under way.",
            callsInFlight.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_mpo_breaker", "Calls to MPO: 0 pass, 1 pass again one by one, 2 paused.",
            breaker.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_lookup_breaker", "Look-ups at MPO, likewise.",
            lookUpBreaker.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_mappings_paused", "Mappings whose calls are paused or halted.",
            mappingsPaused.load(ordering: .relaxed))
        gauge(
            "mpo_bridge_product_hosts_paused", "Hosts of products whose calls are paused.",
            hostsPaused.load(ordering: .relaxed))
        text += configurationText()
        return Array(text.utf8)
    }

    /// `notSent` → `not_sent`: labels are in snake case, as the conventions of Prometheus have it.
    private static func labelValue(_ name: String) -> String {
        var result = ""
        for character in name {
            if character.isUppercase { result += "_" }
            result += character.lowercased()
        }
        return result
    }
}
