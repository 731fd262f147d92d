import Bridge
import Glibc
import HTTPServer
import Service

/// `mpo-bridge run`
enum RunCommand: Command {
    static let name = "run"
    static let summary = "Run the bridge until it is told to stop."
    static let help = """
        usage: mpo-bridge run --config FILE

          --config FILE  the configuration, such as /etc/mpo-bridge/bridge.json

        Runs in the foreground and logs to stderr. SIGTERM or SIGINT stop it: nothing
        new is taken, calls under way may end for up to 30 seconds, then it exits with
        0. A second signal ends it at once. Either way the next start goes on where this
        one stopped.

        example: mpo-bridge run --config bridge.json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let path = try arguments.required("--config", "FILE")
        try arguments.finish()
        let configuration: Configuration
        switch Configuration.load(
            path: path, secrets: SystemSecretSource(environment: Environment.all))
        {
        case .success(let loaded): configuration = loaded
        case .failure(let mistakes):
            Console.error(mistakes.description)
            return .badConfiguration
        }
        let signals: SignalDescriptor
        do {
            // Before any other thread: each inherits what is blocked here.
            signals = try SignalDescriptor([.terminate, .interrupt])
        } catch {
            throw CommandError("cannot wait for signals: \(error)")
        }
        SignalDescriptor.ignoreBrokenPipes()
        SignalDescriptor.ignoreFileSizeLimits()
        CoreFiles.forbid()
        try serve(configuration, until: signals)
        return .ok
    }

    private static func serve(
        _ configuration: Configuration, until signals: SignalDescriptor
    ) throws(CommandError) {
        let log = Log(
            level: configuration.log.level, format: configuration.log.format,
            isJournal: StandardError.isJournal(Environment.all["JOURNAL_STREAM"]),
            wallTime: BridgeClock.system.wall, time: BridgeClock.system.now,
            sink: { StandardError.write($0) })
        for warning in configuration.warnings { log.configurationDoubted(warning) }
        let service: Service
        do throws(ServiceError) {
            service = try Service(
                configuration, log: log, sockets: InheritedSocket.all(Environment.all)
            ) { error in
                // What is in memory may not be on disk any more. The next start knows what is.
                log.storeFailed("\(error)")
                _exit(ExitCode.failed.rawValue)
            }
            try service.start()
        } catch {
            throw CommandError("\(error)", code: error.isMistake ? .badConfiguration : .failed)
        }
        log.started(version: VersionCommand.version, epoch: service.epoch)
        var supervision = Supervision(Environment.all, log: log)
        supervision.ready(service)
        var seconds = 0
        while signals.wait(for: .seconds(1)) == nil {
            service.upkeep(seconds)
            supervision.look(service)
            seconds += 1
        }
        log.stopping(reason: "signal")
        supervision.stopping(within: service.stopMax)
        stop(service, &supervision, unless: signals)
        log.tellRepeats(all: true)
    }

    /// Stops in order, unless a second signal comes: who asks twice does not want to wait.
    private static func stop(
        _ service: Service, _ supervision: inout Supervision, unless signals: SignalDescriptor
    ) {
        let stopped = Flag()
        Task.detached {
            service.stop()
            stopped.set()
        }
        while !stopped.isSet {
            if signals.wait(for: .milliseconds(50)) != nil { _exit(ExitCode.failed.rawValue) }
            supervision.stillStopping()
        }
    }
}
