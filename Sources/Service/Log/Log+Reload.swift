/// Configurations, as they come into force or do not.
extension Log {
    /// - Parameters:
    ///   - loads: configurations since the start, this one included.
    ///   - asker: who asked for the reload; `start` at the start.
    func configurationLoaded(_ version: String, loads: Int, by asker: String) {
        write(
            .info, "configuration-loaded",
            [
                LogField("version", version), LogField("loads", loads), LogField("by", asker),
            ])
    }

    /// The one in force goes on. Each mistake has a line of its own; none holds a value.
    ///
    /// - Parameter version: of the one that goes on.
    func configurationRefused(
        _ mistakes: [ConfigurationMistake], version: String, by asker: String
    ) {
        write(
            .error, "configuration-refused",
            [
                LogField("mistakes", mistakes.count), LogField("by", asker),
                LogField("version", version),
            ])
        for mistake in mistakes {
            write(
                .error, "configuration-mistake", key: "\(mistake.path) \(mistake.problem)",
                [
                    LogField("line", mistake.line), LogField("path", mistake.path),
                    LogField("problem", mistake.problem), LogField("mend", mistake.mend),
                ])
        }
    }

    /// The daemon is stopping: there is nothing to reload.
    func reloadTooLate(by asker: String) {
        write(.info, "reload-too-late", [LogField("by", asker)])
    }
}
