import Service

/// `mpo-bridge doctor`
enum DoctorCommand: Command {
    static let name = "doctor"
    static let summary = "Look for what keeps the bridge from working, and how to mend it."
    static let help = """
        usage: mpo-bridge doctor --config FILE [OPTION ...]

          --config FILE  the daemon's configuration
          --call         ask MPO for a task that there never was, once a mapping: signed
                         as the daemon signs, and it changes nothing (needs mpo.mainURL)
          --offline      ask nobody outside: look at this machine only
          --unit NAME    the unit, or a unit's file; mpo-bridge.service unless given
          --json         print {"findings":[...],"isWell":...} instead

        It looks at secrets and files (strength, modes), at the receiver's certificate,
        at each peer that the configuration names (name, way, trust, days left, clock),
        at the store's disk (space, and how long an fdatasync takes), at the unit's
        exposure by systemd-analyze, and whether the daemon answers. Peers are asked
        for their front page, as the daemon would reach them. Call it as root or as the
        daemon's user. It takes half a minute at most.

        Exit status 0: nothing failed. 1: something did. 78: the configuration cannot
        be used.

        examples: mpo-bridge doctor --config /etc/mpo-bridge/bridge.json
                  mpo-bridge doctor --config bridge.json --call --json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let json = arguments.flag("--json")
        let calls = arguments.flag("--call")
        let isOffline = arguments.flag("--offline")
        let unit = try arguments.option("--unit") ?? UnitCheck.standardUnit
        let path = try arguments.required("--config", "FILE")
        try arguments.finish()
        guard !calls || !isOffline else { throw .usage("--call and --offline contradict") }
        let environment = Self.environment(unit)
        let secrets = WatchedSecrets(
            SystemSecretSource(environment: environment),
            hasCredentials: environment["CREDENTIALS_DIRECTORY"] != nil)
        let examined = Configuration.examine(path: path, secrets: secrets, for: .check)
        guard let configuration = examined.written else {
            Console.error(examined.found.description)
            throw CommandError(
                "the configuration cannot be used", hint: "mend the above, and call it again",
                code: .badConfiguration)
        }
        let now = BridgeClock.system.wall()
        var findings = FileCheck.findings(path, examined.found) + secrets.findings
        findings += FileModes.findings(configuration, file: path)
        findings += ReceiverFindings.certificate(configuration, now: now)
        if !isOffline { findings += PeerCheck.findings(configuration) }
        findings += PeerCheck.credentials(configuration, secrets, isAsked: calls)
        findings += DiskCheck.findings(configuration.store.path)
        findings.append(UnitCheck.finding(unit))
        findings.append(DaemonCheck.finding(configuration.admin.socket))
        let report = DoctorReport(findings: findings)
        if json {
            Console.print(bytes: AdminText.line(report.json))
        } else {
            Console.print(report.text)
        }
        return report.isWell ? .ok : .failed
    }

    /// systemd shows the unit's credentials to root below /run/credentials while it runs
    /// (systemd.exec(5), "Credentials").
    private static func environment(_ unit: String) -> [String: String] {
        var environment = Environment.all
        let folder = "/run/credentials/\(unit)"
        if environment["CREDENTIALS_DIRECTORY"] == nil, Files.exists(folder) {
            environment["CREDENTIALS_DIRECTORY"] = folder
        }
        return environment
    }
}
