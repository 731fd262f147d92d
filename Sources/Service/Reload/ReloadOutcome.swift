package import Bridge

/// What became of a reload.
package enum ReloadOutcome: Sendable {
    /// Every thread works with the new configuration.
    case loaded(version: String, at: UnixTime, loads: Int, warnings: ConfigurationMistakes)
    /// Nothing has changed.
    case refused(ConfigurationMistakes)
    /// The daemon is stopping, and nothing has changed.
    case tooLate
    /// The daemon was not started from a file.
    case hasNoFile
}
