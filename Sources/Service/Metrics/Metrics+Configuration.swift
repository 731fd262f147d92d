import Bridge

extension Metrics {
    /// The configuration in force, its last reload, and the mappings that operators have paused.
    func writeConfiguration(to text: inout MetricText) {
        let state = configuration.now
        let info = "mpo_bridge_configuration_info"
        text.begin(info, .gauge, "The configuration in force, by its version.")
        text.sample(info, MetricText.label("version", state.version), 1)
        time(
            "mpo_bridge_configuration_loaded_timestamp_seconds", "When it was loaded.",
            state.loadedAt.milliseconds, &text)
        text.counter(
            "mpo_bridge_configuration_loads_total",
            "Configurations that have been in force since the start, this one included.",
            state.loads)
        text.gauge(
            "mpo_bridge_configuration_last_reload_success",
            "Whether the last reload was taken: 1, also before the first one; 0 was refused.",
            state.lastReload.map { $0.mistakes > 0 } ?? false ? 0 : 1)
        time(
            "mpo_bridge_configuration_last_reload_timestamp_seconds",
            "When the last reload was asked for; 0 before the first one.",
            state.lastReload?.at.milliseconds ?? 0, &text)
        let paused = "mpo_bridge_mapping_paused_by_operator"
        text.begin(paused, .gauge, "Mappings of which an operator lets no call leave.")
        for mapping in pauses.now.prefix(MappingTable.mappingsMax) {
            text.sample(paused, MetricText.label("mapping", mapping), 1)
        }
    }

    private func time(
        _ name: String, _ help: String, _ milliseconds: Int64, _ text: inout MetricText
    ) {
        text.begin(name, .gauge, help)
        text.sample(name, "", Double(milliseconds) / 1_000)
    }
}
