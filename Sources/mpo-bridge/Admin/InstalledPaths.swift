import Service

/// Where the daemon's socket and its store lie: said by an option, by its configuration, or where
/// the service of systemd has them.
enum InstalledPaths {
    static let standardSocket = "/run/mpo-bridge/admin.sock"
    static let standardStore = "/var/lib/mpo-bridge/bridge.db"

    /// For the help of the commands that speak to the daemon.
    static let socketHelp = """
          --socket PATH  the daemon's admin.socket; /run/mpo-bridge/admin.sock unless
                         given
          --config FILE  take the path from this configuration instead
        """

    /// By `--socket` or `--config`.
    static func socket(_ arguments: inout Arguments) throws(CommandError) -> String {
        let path = try arguments.option("--socket")
        guard let file = try arguments.option("--config") else { return path ?? standardSocket }
        guard path == nil else { throw .usage("--socket and --config are two answers") }
        guard let path = try configuration(file).admin.socket else {
            throw CommandError(
                "\(file) has no admin.socket", hint: "add it, and start the daemon again",
                code: .badConfiguration)
        }
        return path
    }

    /// By `--store` or `--config`.
    static func store(_ arguments: inout Arguments) throws(CommandError) -> String {
        let path = try arguments.option("--store")
        guard let file = try arguments.option("--config") else { return path ?? standardStore }
        guard path == nil else { throw .usage("--store and --config are two answers") }
        return try configuration(file).store.path
    }

    /// A configuration without its secrets, for commands that sign nothing.
    static func configuration(_ file: String) throws(CommandError) -> Configuration {
        switch Configuration.load(path: file, secrets: UnreadSecrets()) {
        case .success(let configuration): return configuration
        case .failure:
            throw CommandError(
                "\(file) is no usable configuration",
                hint: "'mpo-bridge check --config \(file)' tells its mistakes",
                code: .badConfiguration)
        }
    }
}
