import Bridge
import Crypto
import Curl
package import HTTPServer
package import Store
import Synchronization

/// The bridge as a whole, in the order of the story: the receiver takes invokes in and the store
/// keeps them; the engine pulls pages, maps rows, calls MPO, pushes results, and tells the product
/// that it is over.
///
/// It starts from the disk outwards (store, engine, servers) and stops the other way round.
package final class Service: Sendable {
    package let metrics: Metrics
    private let log: Log
    private let store: Store
    private let engine: EngineSetup
    private let loop: CurlLoop
    private let receiver: HTTPServer
    private let reloader: Reloader
    /// Of metrics and of the admin interface, where the configuration has them.
    private let adminServers: [HTTPServer]
    private let isStopping: Flag
    private let isListening: Flag
    private let clock: BridgeClock
    private let clockWatch: Mutex<ClockWatch>
    /// Whether the threads turn that all of this needs.
    package let heartbeat: Heartbeat
    /// nil where the receiver speaks plain HTTP.
    private let certificate: CertificateWatch?
    private let onFailure: @Sendable (StoreError) -> Void

    /// Opens the store and the listeners. Nothing is answered or sent before `start`.
    ///
    /// - Parameters:
    ///   - file: where the configuration was read from; without one it cannot be reloaded.
    ///   - version: the program's.
    ///   - sockets: what systemd has handed over.
    ///   - onReload: on the thread that reloads, one reload after the other.
    ///   - storeOptions: other ones only to see what a small disk does.
    ///   - onFailure: the store can keep nothing any more. The owner ends the process, and recovery
    ///     decides at the next start. On any thread, perhaps more than once.
    package init(
        _ configuration: Configuration, from file: ConfigurationFile? = nil, version: String = "",
        log: Log, clock: BridgeClock = .system, sockets: [InheritedSocket] = [],
        onReload: @escaping @Sendable (ReloadPhase) -> Void = { _ in },
        storeOptions: StoreOptions = StoreOptions(),
        onFailure: @escaping @Sendable (StoreError) -> Void
    ) throws(ServiceError) {
        self.log = log
        self.clock = clock
        self.onFailure = onFailure
        let metrics = Metrics()
        self.metrics = metrics
        isStopping = Flag()
        isListening = Flag()
        var storeOptions = storeOptions
        storeOptions.key = configuration.store.key?.key
        let plan = try ListenerPlan(configuration, sockets)
        do throws(StoreError) {
            store = try Store(
                path: configuration.store.path, options: storeOptions.telling(metrics),
                now: clock.wall())
            let totals = try store.reader().totals()
            clockWatch = Mutex(
                ClockWatch(wall: clock.wall(), now: clock.now(), lastSeen: store.lastSeen))
            metrics.queue(totals.queuedRows)
            metrics.halted(totals.haltedInvocations)
            log.recovered(
                openInvocations: totals.unfinishedInvocations, queuedRows: totals.queuedRows)
        } catch {
            throw .store(error)
        }
        let inbox = EngineInbox()
        engine = EngineSetup(
            configuration: configuration, store: store, inbox: inbox, log: log, metrics: metrics,
            clock: clock, onFailure: onFailure)
        certificate = try Self.certificate(configuration, log: log, clock: clock)
        let desk = ReceiverSwitch(engine.makeReceiver())
        receiver = try Self.server(
            "receiver", "receiver.listen", plan.receiver,
            limits: ReceiverLimits.limits(configuration, log), tls: certificate?.slot, desk)
        let reloader = Reloader(
            file,
            Reloader.Parts(
                setup: engine, receiver: receiver, desk: desk, certificate: certificate),
            isStopping: isStopping, onPhase: onReload)
        self.reloader = reloader
        let readiness = Readiness(
            isListening: isListening, isStopping: isStopping, metrics: metrics,
            queuedRowsMax: { reloader.configuration.store.queuedRowsMax })
        let endpoint = HealthEndpoint(metrics: metrics, readiness: readiness)
        let admin = AdminEndpoint(
            health: endpoint, inbox: inbox, log: log, clock: clock,
            sendsReference: configuration.mpo.sendReference,
            daemon: AdminEndpoint.Daemon(
                version: version, startedAt: clock.wall(), epoch: store.epoch,
                metrics: metrics, readiness: readiness, reloader: reloader),
            makeReader: { [store] () throws(StoreError) in try store.reader() })
        adminServers = try Self.adminServers(plan, endpoint, configuration.admin.socket, admin)
        loop = CurlLoop(connectionsMax: engine.connectionsMax)
        inbox.onPut { [loop] in loop.wake() }
        heartbeat = Self.heartbeat(inbox, store, [receiver] + adminServers)
        tellMetrics(configuration, version: version)
    }

    /// What the metrics show of parts that do not count by themselves.
    private func tellMetrics(_ configuration: Configuration, version: String) {
        metrics.begin(configuration, version: version, at: clock.wall()) {
            [weak reloader] in reloader?.configuration.store.queuedRowsMax
        }
        metrics.add(ServerSection([receiver] + adminServers))
        if let certificate { metrics.add(CertificateSection(certificate: certificate)) }
    }

    private static func heartbeat(
        _ inbox: EngineInbox, _ store: Store, _ servers: [HTTPServer]
    ) -> Heartbeat {
        Heartbeat(
            [
                .init("engine") { inbox.put(.beat($0)) },
                .init("store") { store.beat($0) },
            ] + servers.map { server in .init(server.name) { server.beat($0) } })
    }

    /// The receiver's sockets are systemd's: whoever connects after the end waits for the next
    /// start.
    private var outlivesReceiver: Bool {
        reloader.configuration.receiver.listen.isHandedOver
    }

    /// How it is, in a line for people.
    package var status: String {
        if metrics.isStoreStuck { return "the store is full: no invoke is taken" }
        return "serving on \(receiver.addresses.map(\.description).joined(separator: ", ")); "
            + "rows queued: \(metrics.queuedRows)"
    }

    /// The longest that `stop` takes, give or take the disk.
    package var stopMax: Duration {
        reloader.firstByteTimeoutMax + Self.receiverStopMax + .seconds(20)
    }

    /// How often the store has been opened, this time included.
    package var epoch: Int64 { store.epoch }

    /// Where invokes are taken; its port is the kernel's choice when the configuration says 0.
    package var receiverPort: UInt16 { receiver.port }

    /// Starts the work: what an earlier process left goes on, and invokes are taken.
    package func start() throws(ServiceError) {
        let engine = engine
        loop.run { engine.make() }
        do throws(ServerError) {
            try receiver.start()
            for server in adminServers { try server.start() }
        } catch {
            throw .server(key: "receiver", error)
        }
        isListening.set()
        for server in [receiver] + adminServers {
            log.listening(server.name, on: "\(server.addresses)")
        }
    }

    /// Reads the configuration's file again; see `Reloader.reload(by:)`.
    @discardableResult
    package func reload(by asker: String) -> ReloadOutcome { reloader.reload(by: asker) }

    /// What must be done now and then: call it every second or so.
    ///
    /// - Parameter seconds: how often it has been called; the retention runs at every sixtieth
    ///   call.
    package func upkeep(_ seconds: Int) {
        log.tellRepeats()
        certificate?.look()
        if seconds % Self.doubtSeconds == Self.doubtSeconds - 1 { certificate?.tellDoubt() }
        if metrics.isStoreStuck { askForRoom() }
        if seconds % Self.agesSeconds == 0 { lookAtAges() }
        let wall = clock.wall()
        let (jump, isTrusted) = clockWatch.withLock { watch in
            (watch.look(wall: wall, now: clock.now()), watch.isTrusted)
        }
        if let jump { log.clockJumped(jump) }
        guard seconds % 60 == 0, isTrusted else { return }
        let before = wall.advanced(by: .zero - reloader.configuration.store.retention)
        let (log, onFailure) = (log, onFailure)
        store.deleteFinished(
            before: before, now: wall, invocationsMax: Self.deletionsMax
        ) { result in
            switch result {
            case .success(let count): if count > 0 { log.retentionApplied(count) }
            case .failure(let error): if error.isFatal { onFailure(error) }
            }
        }
    }

    /// How often the store is asked for its oldest invocations.
    private static let agesSeconds = 15

    /// What cannot be read now is read the next time.
    private func lookAtAges() {
        guard let oldest = try? store.reader().oldestUnfinished(limit: Self.agesMax) else { return }
        metrics.saw(oldest, at: clock.wall())
    }

    /// Invocations looked at for the oldest of each state: the first that are not completed.
    private static let agesMax = 1_000

    /// Nobody else may ever ask a disk that was full: while it counts as full no invoke is taken,
    /// and the engine perhaps has nothing to write.
    private func askForRoom() {
        let (log, metrics, onFailure) = (log, metrics, onFailure)
        store.probeRoom { result in
            switch result {
            case .success: if metrics.storeStuck(false) { log.storeHasSpaceAgain() }
            case .failure(let error): if error.isFatal { onFailure(error) }
            }
        }
    }

    /// A certificate that ends soon is told once a day.
    private static let doubtSeconds = 86_400

    /// Finished invocations that one upkeep deletes, at most: the next one goes on.
    private static let deletionsMax = 10_000

    /// Takes nothing new, lets what is under way end for up to the engine's limit, commits and
    /// closes.
    package func stop() {
        isStopping.set()
        // One that is under way comes to its end; none begins any more.
        reloader.finish()
        // What is accepted from here on is on disk before it is answered, and waits there for the
        // next start. Whoever connects is refused at once, and may go to another daemon; or, where
        // the socket lives on, is served until nothing else is left to do.
        if !outlivesReceiver { stopReceiver() }
        loop.stop()
        if outlivesReceiver {
            loop.join()
            stopReceiver()
        }
        receiver.join()
        loop.join()
        for server in adminServers {
            server.stop(within: .zero)
            server.join()
        }
        store.stop()
        log.stopped()
    }

    private func stopReceiver() {
        receiver.stopAccepting()
        receiver.stop(within: Self.receiverStopMax)
    }

    /// For what was being received when the stop came.
    private static let receiverStopMax = Duration.seconds(10)

    // MARK: - Servers

    /// Metrics and health where a port is given for them, and all that operators do on a socket.
    private static func adminServers(
        _ plan: ListenerPlan, _ endpoint: HealthEndpoint, _ socket: String?, _ admin: AdminEndpoint
    ) throws(ServiceError) -> [HTTPServer] {
        var servers: [HTTPServer] = []
        if !plan.metrics.isEmpty {
            servers.append(
                try server("metrics", "admin.metrics", plan.metrics, acceptsHTTP10: true, endpoint))
        }
        if let socket {
            servers.append(
                try server(
                    "admin", "admin.socket", [.unix(path: socket, mode: 0o600)], admin))
        }
        return servers
    }

    private static func server(
        _ name: String, _ key: String, _ listeners: [Listener],
        limits: ServerLimits = ServerLimits(), acceptsHTTP10: Bool = false,
        tls: TLSContextSlot? = nil, _ handler: any RequestHandler
    ) throws(ServiceError) -> HTTPServer {
        do throws(ServerError) {
            return try HTTPServer(
                listeners: listeners, limits: limits, name: name, acceptsHTTP10: acceptsHTTP10,
                tls: tls, handler: handler)
        } catch {
            throw .server(key: key, error)
        }
    }

    private static func certificate(
        _ configuration: Configuration, log: Log, clock: BridgeClock
    ) throws(ServiceError) -> CertificateWatch? {
        guard let files = configuration.receiver.tls else { return nil }
        do throws(CertificateFileError) {
            return try CertificateWatch(files, log: log, clock: clock)
        } catch {
            throw .certificate(error)
        }
    }
}
