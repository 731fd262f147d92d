import Service

/// How exposed the unit is, by systemd's own count.
enum UnitCheck {
    static let standardUnit = "mpo-bridge.service"

    private static let folders = [
        "/etc/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]
    private static let timeout = Duration.seconds(10)
    /// Of ten, and less is better: the unit that comes with the bridge has about one.
    private static let exposureOK = 2.0

    /// - Parameter unit: a name, or the path of a unit's file.
    static func finding(_ unit: String) -> Finding {
        guard let tool = tool else {
            return Finding(.unit, unit, .skipped, "systemd-analyze is not on this machine")
        }
        guard let arguments = arguments(unit) else {
            return Finding(
                .unit, unit, .skipped, "there is no such unit",
                mend: "install it, or name one with --unit")
        }
        guard let exposure = exposure(tool, arguments) else {
            return Finding(
                .unit, unit, .skipped, "systemd-analyze says nothing of it",
                mend: "see 'systemd-analyze \(arguments.joined(separator: " "))'")
        }
        return Finding(
            .unit, unit, exposure <= exposureOK ? .ok : .warn,
            "systemd-analyze security: exposure \(BenchNumber.fixed(exposure, 1)) of 10",
            mend: exposure <= exposureOK ? nil : "use the unit that comes with the bridge")
    }

    private static var tool: String? {
        let path = Environment.all["PATH"] ?? "/usr/bin:/bin"
        return path.split(separator: ":").map { "\($0)/systemd-analyze" }.first(where: Files.exists)
    }

    /// `nil` when there is no such unit.
    private static func arguments(_ unit: String) -> [String]? {
        if unit.contains("/") {
            return Files.exists(unit) ? offline(Files.absolute(unit)) : nil
        }
        let files = folders.map { "\($0)/\(unit)" }
        guard let file = files.first(where: Files.exists) else { return nil }
        // sd_booted(3): this folder is there when systemd is the system's manager.
        guard Files.exists("/run/systemd/system") else { return offline(file) }
        return ["security", "--no-pager", unit]
    }

    private static func offline(_ file: String) -> [String] {
        ["security", "--no-pager", "--offline=true", file]
    }

    private static func exposure(_ tool: String, _ arguments: [String]) -> Double? {
        var environment = Environment.all
        environment["LC_ALL"] = "C.UTF-8"
        guard
            let child = try? ChildProcess(
                executable: tool, arguments: arguments, environment: environment, stdout: .pipe,
                stderr: .nowhere)
        else { return nil }
        defer { _ = child.stop(within: .seconds(1)) }
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        var exposure: Double?
        while let line = child.output?.line(within: deadline - clock.now) {
            // "→ Overall exposure level for mpo-bridge.service: 1.1 OK :-)"
            guard line.contains("exposure level for") else { continue }
            let words = line.split(separator: ":").dropFirst().first?.split(separator: " ")
            exposure = words?.first.flatMap { Double(String($0)) }
        }
        return exposure
    }
}
