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

    /// Reads it whole; one that cannot be read is a mistake as well.
    package func load() -> Result<Configuration, ConfigurationMistakes> {
        Configuration.load(path: path, secrets: secrets)
    }

    /// Reads it for a daemon that runs: all that `check` finds is a mistake, and whatever only a
    /// restart could change.
    func load(
        instead running: Configuration
    ) -> Result<Configuration, ConfigurationMistakes> {
        load().flatMap { configuration in
            let found = configuration.withFiles(path)
            let mistakes = found.mistakes + configuration.restartMistakes(running, path)
            guard mistakes.isEmpty else {
                return .failure(
                    ConfigurationMistakes(
                        file: path,
                        mistakes: mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) },
                        warnings: found.warnings))
            }
            var configuration = configuration
            configuration.warnings = found.warnings
            return .success(configuration)
        }
    }
}
