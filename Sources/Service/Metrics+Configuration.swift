import Bridge

extension Metrics {
    /// The configuration in force, its last reload, and the mappings that operators have paused.
    func configurationText() -> String {
        let state = configuration.now
        var text = ""
        func gauge(_ name: String, _ help: String, _ values: [(labels: String, value: String)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) gauge\n"
            for (labels, value) in values { text += "\(name)\(labels) \(value)\n" }
        }
        gauge(
            "mpo_bridge_configuration_info", "The configuration in force, by its version.",
            [("{version=\"\(state.version)\"}", "1")])
        gauge(
            "mpo_bridge_configuration_loaded_timestamp_seconds", "When it was loaded.",
            [("", Self.seconds(state.loadedAt.milliseconds))])
        gauge(
            "mpo_bridge_configuration_loads",
            "Configurations that have been in force since the start, this one included.",
            [("", "\(state.loads)")])
        gauge(
            "mpo_bridge_configuration_last_reload_success",
            "Whether the last reload was taken: 1, also before the first one; 0 was refused.",
            [("", state.lastReload.map { $0.mistakes > 0 } ?? false ? "0" : "1")])
        gauge(
            "mpo_bridge_configuration_last_reload_timestamp_seconds",
            "When the last reload was asked for; 0 before the first one.",
            [("", Self.seconds(state.lastReload?.at.milliseconds ?? 0))])
        // Names of mappings have letters, digits, '-', '_' and '.' only.
        gauge(
            "mpo_bridge_mapping_paused_by_operator",
            "Mappings of which an operator lets no call leave.",
            pauses.now.map { ("{mapping=\"\($0)\"}", "1") })
        return text
    }

    private static func seconds(_ milliseconds: Int64) -> String {
        let rest = String(milliseconds % 1000)
        return "\(milliseconds / 1000)."
            + String(repeating: "0", count: 3 - rest.count) + rest
    }
}
