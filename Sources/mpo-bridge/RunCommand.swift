import Bridge
import Curl
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
        one stopped. SIGHUP reads the configuration again, as 'mpo-bridge reload' does.

        example: mpo-bridge run --config bridge.json
        """

    static func run(_ arguments: inout Arguments) throws(CommandError) -> ExitCode {
        let path = try arguments.configuration()
        try arguments.finish()
        if let problem = CurlLibrary.problem { throw CommandError(problem) }
        // Before any other thread. Without the heaps shared the daemon works as well, and takes
        // more memory.
        _ = ProcessMemory.shareHeaps()
        CurlLibrary.prepare()
        // Before a secret is read.
        CoreFiles.forbid()
        let configuration: Configuration
        let file = ConfigurationFile(
            path: path, secrets: SystemSecretSource(environment: Environment.all))
        switch file.load() {
        case .success(let loaded): configuration = loaded
        case .failure(let mistakes):
            Console.error(mistakes.description)
            return .badConfiguration
        }
        let signals: SignalDescriptor
        do {
            // Before any other thread: each inherits what is blocked here.
            signals = try SignalDescriptor([.terminate, .interrupt, .hangup])
        } catch {
            throw CommandError("cannot wait for signals: \(error)")
        }
        SignalDescriptor.ignoreBrokenPipes()
        SignalDescriptor.ignoreFileSizeLimits()
        try serve(configuration, from: file, until: signals)
        return .ok
    }

    private static func serve(
        _ configuration: Configuration, from file: ConfigurationFile,
        until signals: SignalDescriptor
    ) throws(CommandError) {
        let log = Log(
            level: configuration.log.level, format: configuration.log.format,
            isJournal: StandardError.isJournal(Environment.all["JOURNAL_STREAM"]),
            wallTime: BridgeClock.system.wall, time: BridgeClock.system.now,
            sink: { StandardError.write($0) })
        for warning in configuration.warnings { log.configurationDoubted(warning) }
        var supervision = Supervision(Environment.all, log: log)
        let service: Service
        do throws(ServiceError) {
            service = try Service(
                configuration, from: file, version: VersionCommand.version, log: log,
                sockets: InheritedSocket.all(Environment.all), onReload: supervision.onReload
            ) { error in
                // What is in memory may not be on disk any more. The next start knows what is.
                log.storeFailed("\(error)")
                _exit(ExitCode.failed.rawValue)
            }
            try service.start()
        } catch {
            throw CommandError("\(error)", code: error.isMistake ? .badConfiguration : .failed)
        }
        // What starting took is not needed for working.
        ProcessMemory.giveBackCode()
        log.started(version: VersionCommand.version, epoch: service.epoch)
        supervision.ready(service)
        var seconds = 0
        var end: ProcessSignal?
        while end == nil {
            switch signals.wait(for: .seconds(1)) {
            case nil:
                service.upkeep(seconds)
                supervision.look(service)
                seconds += 1
            case .hangup: service.reload(by: "SIGHUP")
            case let signal: end = signal
            }
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
        var thread: LoopThread
        do {
            // No task: its pool of threads would ask for priorities that a sandbox does not give.
            thread = try LoopThread(name: "stop") {
                service.stop()
                stopped.set()
            }
        } catch {
            // Without memory for a thread. The next start goes on as after a crash.
            _exit(ExitCode.failed.rawValue)
        }
        while !stopped.isSet {
            supervision.stillStopping()
            guard let signal = signals.wait(for: .milliseconds(50)) else { continue }
            guard signal == .hangup else { _exit(ExitCode.failed.rawValue) }
            // It is too late for that, and the log says so.
            service.reload(by: "SIGHUP")
        }
        thread.join()
    }
}
