import Service

/// `mpo-bridge check`
enum CheckCommand: Command {
    static let name = "check"
    static let summary = "Check a configuration and tell every mistake in it."
    static let help = """
        usage: mpo-bridge check --config FILE [--json]

          --config FILE  the configuration to check
          --json         print the mistakes and warnings as JSON on stdout

        Exit status 0: usable (perhaps with warnings). 78: it has mistakes; each is told
        with its line, what is wrong and how to mend it. Secrets are looked up, and
        never printed; certificates are read, and folders looked for: call it as the
        daemon's user. What it refuses, 'run' refuses as well, with the same words; only
        the folders that the systemd unit makes need not be there yet.

        example: mpo-bridge check --config /etc/mpo-bridge/bridge.json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let path = try arguments.configuration()
        try arguments.finish()
        let findings = Configuration.examine(
            path: path, secrets: SystemSecretSource(environment: Environment.all), for: .check)
        report(findings.found, json)
        guard let configuration = findings.configuration else { return .badConfiguration }
        if !json {
            let count = configuration.mappings.count
            Console.print("\(path): in order, \(count) mapping\(count == 1 ? "" : "s")")
        }
        return .ok
    }

    private static func report(_ mistakes: ConfigurationMistakes, _ json: Bool) {
        if json {
            Console.print(bytes: mistakes.json + [UInt8(ascii: "\n")])
        } else if !(mistakes.mistakes + mistakes.warnings).isEmpty {
            Console.error(mistakes.description)
        }
    }
}
