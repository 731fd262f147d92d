/// The real daemon: this very program once more, as `mpo-bridge run`.
final class DaemonProcess: Sendable {
    let child: ChildProcess
    let logPath: String

    /// Starts it; it may not listen yet.
    ///
    /// - Parameters:
    ///   - configuration: the path of its `bridge.json`.
    ///   - log: the path of the file that its log goes to.
    ///   - secrets: variables that the configuration refers to, on top of this process's own.
    init(
        configuration: String, log: String, secrets: [String: String]
    ) throws(CommandError) {
        logPath = log
        do throws(ChildError) {
            child = try ChildProcess(
                arguments: ["run", "--config", configuration],
                environment: Environment.all.merging(secrets) { $1 }, stdout: .nowhere,
                stderr: .file(log))
        } catch {
            throw CommandError("cannot start the daemon: \(error)")
        }
    }

    /// Waits until invokes are taken, and gives the port that the system chose.
    func receiverPort(within limit: Duration) throws(CommandError) -> UInt16 {
        try port(of: "receiver", within: limit)
    }

    /// Waits until one of the daemon's servers (`receiver`, `metrics`) listens, and gives its port.
    func port(of server: String, within limit: Duration) throws(CommandError) -> UInt16 {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            if let port = Self.port(of: server, in: Files.text(of: logPath) ?? "") { return port }
            if let ending = child.wait(atMost: .milliseconds(10)) {
                throw CommandError("the daemon \(ending) before its \(server) listened")
            }
            guard clock.now < deadline else {
                throw CommandError("the daemon does not listen after \(limit)")
            }
        }
    }

    /// Of `… event=listening server=receiver address=[127.0.0.1:34567]` the last number.
    private static func port(of server: String, in log: String) -> UInt16? {
        let line = log.split(separator: "\n").first {
            $0.contains("event=listening") && $0.contains("server=\(server) ")
        }
        guard let address = line?.split(separator: ":").last else { return nil }
        return UInt16(address.prefix { $0.isNumber })
    }
}
