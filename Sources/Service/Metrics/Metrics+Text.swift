import Bridge
import Synchronization

extension Metrics {
    /// All metrics in the text format of Prometheus.
    package func text() -> [UInt8] {
        var text = MetricText()
        writeInvokes(to: &text)
        writeCalls(to: &text)
        writeInvocations(to: &text)
        writeGates(to: &text)
        writeConfiguration(to: &text)
        for section in sections { section.write(to: &text) }
        return text.bytes
    }

    private func writeInvokes(to text: inout MetricText) {
        text.counters("mpo_bridge_invokes_total", "Invokes by how they were answered.", invokes)
        text.histogram(
            "mpo_bridge_invoke_answer_seconds",
            "From the end of an invoke's body to its answer, of those that reach the store.",
            invokeDurations)
        let name = "mpo_bridge_rows_total"
        text.begin(name, .counter, "Rows by mapping and final status.")
        for mapping in mappings.all {
            let label = MetricText.label("mapping", mapping.name)
            for (status, value) in mapping.rows.all {
                text.sample(name, "\(label),\(status)", value)
            }
        }
        text.gauge(
            "mpo_bridge_rows_queued", "Rows in the store without a final status.",
            rowsQueued.value)
        text.gauge(
            "mpo_bridge_rows_held", "Rows that wait for an operator's decision.", rowsHeld.value)
        text.counter(
            "mpo_bridge_rows_reported_total",
            "Rows in batches that the product has acknowledged.", rowsReported.value)
        text.counters("mpo_bridge_acts_total", "Acts of operators.", acts)
    }

    private func writeCalls(to text: inout MetricText) {
        text.counters(
            "mpo_bridge_operations_total", "Operations sent to MPO by the class of their outcome.",
            operations)
        text.counters(
            "mpo_bridge_mpo_calls_total",
            "Calls to MPO by the class of the first operation that is not done.", calls)
        text.histogram(
            "mpo_bridge_mpo_call_seconds", "How long calls to MPO took.", callDurations)
        text.counters(
            "mpo_bridge_lookups_total", "Questions to MPO's main API after tasks.", lookUps)
        text.histogram(
            "mpo_bridge_lookup_seconds", "How long questions to MPO's main API took.",
            lookUpDurations)
        text.counters(
            "mpo_bridge_product_calls_total", "Calls to products by what became of them.",
            productCalls)
        text.histogram(
            "mpo_bridge_product_call_seconds", "How long calls to products took.",
            [
                ("call=\"export\"", pageDurations), ("call=\"import\"", batchDurations),
                ("call=\"completion\"", completionDurations),
            ])
        let name = "mpo_bridge_calls_in_flight"
        text.begin(name, .gauge, "Calls under way by target.")
        text.sample(name, "target=\"mpo\"", mpoCallsInFlight.value)
        text.sample(name, "target=\"lookup\"", lookUpsInFlight.value)
        text.sample(name, "target=\"product\"", productCallsInFlight.value)
    }

    private func writeInvocations(to text: inout MetricText) {
        text.gauge(
            "mpo_bridge_invocations_open",
            "Invocations taken up and not ended: worked on, or waiting for a moment or a target.",
            invocationsOpen.value)
        text.gauge(
            "mpo_bridge_invocations_halted", "Invocations that a peer has refused for good.",
            invocationsHalted.value)
        text.gauge(
            "mpo_bridge_invocations_slow", "Invocations that take longer than log.slowInvocation.",
            invocationsSlow.value)
        let name = "mpo_bridge_invocation_age_seconds_max"
        text.begin(name, .gauge, "The age of the oldest invocation in each state.")
        let ages = oldest.withLock { $0 }
        for state in InvocationState.allCases where state != .completed {
            text.sample(name, "state=\"\(state.rawValue)\"", ages[state] ?? 0)
        }
        text.counter(
            "mpo_bridge_invocations_completed_total",
            "Ends of invocations; one that an operator took up again ends once more.",
            invocationsCompleted.value)
        text.counter(
            "mpo_bridge_halts_total", "How often an invocation was halted.", halts.value)
        text.histogram(
            "mpo_bridge_invocation_seconds", "From an invoke to the end of its invocation.",
            invocationDurations)
    }
}
