import Bridge
import Glibc

/// What systemd hears of the daemon, where systemd has started it: that it is ready, how it is, that
/// it is alive, and that it winds down.
package struct Supervision {
    private let notify: SystemdNotify?
    private let log: Log
    private let clock: BridgeClock
    private let environment: [String: String]
    private var watchdog: Watchdog?
    private var status = ""
    private var statusDueAt: MonotonicTime

    /// A status that changes with every row is told this often.
    private static let statusInterval = Duration.seconds(5)

    /// - Parameter environment: the process's own variables.
    package init(_ environment: [String: String], log: Log, clock: BridgeClock = .system) {
        notify = SystemdNotify(environment: environment)
        self.environment = environment
        self.log = log
        self.clock = clock
        statusDueAt = clock.now()
    }

    /// The daemon serves.
    package mutating func ready(_ service: Service) {
        guard let notify else { return }
        status = service.status
        notify.send(.ready, .status(status))
        watchdog = Watchdog(
            environment, processID: getpid(), heartbeat: service.heartbeat, now: clock.now())
    }

    /// To be told of each reload, on whatever thread. One that was refused ends as well: the daemon
    /// is ready as before, and who asked for it knows.
    package var onReload: @Sendable (ReloadPhase) -> Void {
        { [notify] phase in
            switch phase {
            case .began(let moment): notify?.send(.reloading(since: moment))
            case .ended: notify?.send(.ready)
            }
        }
    }

    /// To be called every second or so.
    package mutating func look(_ service: Service) {
        guard let notify else { return }
        let now = clock.now()
        switch watchdog?.look(now: now) {
        case .alive?: notify.send(.watchdog)
        case .silent(let loops)?: log.loopsSilent(loops.joined(separator: ","))
        case .quiet?, nil: break
        }
        guard now >= statusDueAt else { return }
        statusDueAt = now.advanced(by: Self.statusInterval)
        let text = service.status
        guard text != status else { return }
        status = text
        notify.send(.status(text))
    }

    /// The daemon winds down, which has a limit of its own: no loop needs to answer any more.
    ///
    /// - Parameter limit: how long that may take.
    package func stopping(within limit: Duration) {
        notify?.send(
            .stopping, .status("stopping: calls under way may end"), .stopTimeout(limit))
    }

    /// To be called now and then until the daemon has stopped.
    package mutating func stillStopping() {
        let now = clock.now()
        guard watchdog != nil, now >= statusDueAt else { return }
        statusDueAt = now.advanced(by: .seconds(1))
        notify?.send(.watchdog)
    }
}
