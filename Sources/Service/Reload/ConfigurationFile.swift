/// Where the configuration lies and how its secrets are found: read at the start, and again at each
/// reload.
package struct ConfigurationFile: Sendable {
    /// As it was given to the daemon.
    let path: String
    private let secrets: any SecretSource

    package init(path: String, secrets: any SecretSource) {
        self.path = path
        self.secrets = secrets
    }

    /// Reads it for a start; one that cannot be read is a mistake as well.
    package func load() -> Result<Configuration, ConfigurationMistakes> {
        Configuration.examine(path: path, secrets: secrets, for: .start).usable
    }

    /// Reads it for a daemon that runs: all that a start would find is a mistake, and whatever only
    /// a restart could change.
    func load(
        instead running: Configuration
    ) -> Result<Configuration, ConfigurationMistakes> {
        let findings = Configuration.examine(
            path: path, secrets: secrets, for: .reload(running))
        return findings.usable.map { configuration in
            var configuration = configuration
            configuration.warnings = findings.found.warnings
            return configuration
        }
    }
}
