import Bridge
import Glibc
import HTTPServer
import Synchronization

/// Puts another configuration into force while the daemon runs: all of it, or nothing.
///
/// First everything is made ready that could fail: the text, the secrets, the certificate. Then
/// each thread takes it over in one step. The engine comes first, so that it knows the install of
/// every invocation that the receiver lets in; an invocation brings the mapping along that it was
/// let in with.
final class Reloader: Sendable {
    /// What is reloaded.
    struct Parts: Sendable {
        /// As it was at the start.
        let setup: EngineSetup
        let receiver: HTTPServer
        let desk: ReceiverSwitch
        let certificate: CertificateWatch?
    }

    /// `nil`: the daemon was not started from a file.
    private let file: ConfigurationFile?
    private let parts: Parts
    private let log: Log
    private let metrics: Metrics
    private let clock: BridgeClock
    private let isStopping: Flag
    private let onPhase: @Sendable (ReloadPhase) -> Void
    private let inForce: Mutex<Configuration>
    private let longestTimeout: Mutex<Duration>
    /// One at a time.
    private let turn = Mutex(())

    init(
        _ file: ConfigurationFile?, _ parts: Parts, isStopping: Flag,
        onPhase: @escaping @Sendable (ReloadPhase) -> Void
    ) {
        let configuration = parts.setup.configuration
        inForce = Mutex(configuration)
        longestTimeout = Mutex(configuration.mpo.firstByteTimeout)
        self.file = file
        self.parts = parts
        log = parts.setup.log
        metrics = parts.setup.metrics
        clock = parts.setup.clock
        self.isStopping = isStopping
        self.onPhase = onPhase
        let state = metrics.configuration.loaded(
            configuration.version, at: clock.wall(), by: nil)
        log.configurationLoaded(state.version, loads: state.loads, by: "start")
    }

    var configuration: Configuration { inForce.withLock { $0 } }

    /// The longest `mpo.firstByteTimeout` of all configurations that were in force: calls that left
    /// before a reload have the time that they had.
    var firstByteTimeoutMax: Duration { longestTimeout.withLock { $0 } }

    /// Waits until no reload is under way; called when none begins any more.
    func finish() { turn.withLock { _ in } }

    /// Reads the file, and returns when every thread works with what is in it, or when it was
    /// refused. Waits for its turn; not to be called on a thread that it must reach.
    ///
    /// - Parameter asker: for the log, and for whoever asks who it was.
    func reload(by asker: String) -> ReloadOutcome {
        turn.withLock { _ in
            guard let file else { return .hasNoFile }
            guard !isStopping.isSet else {
                log.reloadTooLate(by: asker)
                return .tooLate
            }
            onPhase(.began(at: clock.now()))
            let outcome = perform(file, asker)
            if case .loaded = outcome {
                onPhase(.ended(isChanged: true))
            } else {
                onPhase(.ended(isChanged: false))
            }
            return outcome
        }
    }

    private func perform(_ file: ConfigurationFile, _ asker: String) -> ReloadOutcome {
        let ready: (configuration: Configuration, certificate: CertificateWatch.Ready?)
        switch prepare(file) {
        case .success(let prepared): ready = prepared
        case .failure(let mistakes):
            metrics.configuration.refused(
                mistakes: mistakes.mistakes.count, at: clock.wall(), by: asker)
            log.configurationRefused(
                mistakes.mistakes, version: configuration.version, by: asker)
            return .refused(mistakes)
        }
        let configuration = ready.configuration
        putIntoForce(configuration)
        if let certificate = ready.certificate { parts.certificate?.adopt(certificate) }
        let state = metrics.configuration.loaded(
            configuration.version, at: clock.wall(), by: asker)
        log.configurationLoaded(state.version, loads: state.loads, by: asker)
        for warning in configuration.warnings { log.configurationDoubted(warning) }
        return .loaded(
            version: state.version, at: state.loadedAt, loads: state.loads,
            warnings: ConfigurationMistakes(
                file: file.path, mistakes: [], warnings: configuration.warnings))
    }

    private func prepare(
        _ file: ConfigurationFile
    ) -> Result<(Configuration, CertificateWatch.Ready?), ConfigurationMistakes> {
        file.load(instead: configuration).flatMap { configuration in
            guard let files = configuration.receiver.tls else {
                return .success((configuration, nil))
            }
            do throws(CertificateFileError) {
                return .success((configuration, try CertificateWatch.Ready(files)))
            } catch {
                // They were in order a moment ago.
                return .failure(ConfigurationMistakes(file: file.path, certificate: error))
            }
        }
    }

    /// Nothing of this can fail.
    private func putIntoForce(_ configuration: Configuration) {
        var setup = parts.setup
        setup.configuration = configuration
        longestTimeout.withLock { $0 = max($0, configuration.mpo.firstByteTimeout) }
        wait { done in setup.inbox.put(.adopt(configuration, done: done)) }
        parts.desk.replace(with: setup.makeReceiver())
        let limits = ReceiverLimits.limits(configuration, log)
        wait { done in parts.receiver.limit(limits, done) }
        log.change(level: configuration.log.level, format: configuration.log.format)
        inForce.withLock { $0 = configuration }
    }

    private static let pollMicroseconds: UInt32 = 200

    /// Until another thread says that it is done, which takes it a turn.
    private func wait(_ begin: (@escaping @Sendable () -> Void) -> Void) {
        let isDone = Flag()
        begin { isDone.set() }
        while !isDone.isSet { usleep(Self.pollMicroseconds) }
    }
}

extension ConfigurationMistakes {
    /// A certificate that changed while it was read.
    fileprivate init(file: String, certificate error: CertificateFileError) {
        let mistake = ConfigurationMistake(
            path: error.key, line: 0, column: 0, problem: "\(error.path): \(error.problem)",
            value: nil, mend: error.mend, suggestion: nil)
        self.init(file: file, mistakes: [mistake], warnings: [])
    }
}
