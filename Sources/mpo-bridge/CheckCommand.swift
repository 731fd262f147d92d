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
        daemon's user.

        example: mpo-bridge check --config /etc/mpo-bridge/bridge.json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let path = try arguments.required("--config", "FILE")
        try arguments.finish()
        switch Configuration.load(
            path: path, secrets: SystemSecretSource(environment: Environment.all))
        {
        case .success(let configuration):
            let found = configuration.withFiles(path)
            report(found, json)
            guard found.mistakes.isEmpty else { return .badConfiguration }
            if !json {
                let count = configuration.mappings.count
                Console.print("\(path): in order, \(count) mapping\(count == 1 ? "" : "s")")
            }
            return .ok
        case .failure(let mistakes):
            report(mistakes, json)
            return .badConfiguration
        }
    }

    private static func report(_ mistakes: ConfigurationMistakes, _ json: Bool) {
        if json {
            Console.print(bytes: mistakes.json + [UInt8(ascii: "\n")])
        } else if !(mistakes.mistakes + mistakes.warnings).isEmpty {
            Console.error(mistakes.description)
        }
    }
}
