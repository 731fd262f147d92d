import Bridge
import Curl
import Dispatch
import Glibc
import HTTPServer
import HTTPWire
import Store
import Synchronization
import Testing

@testable import Service

@Suite(.serialized) struct `A request about the daemon as a whole` {
    /// The admin interface of a daemon whose engine answers wherever it is asked.
    private final class Desk {
        let inbox = EngineInbox()
        let threads = ReaderThreads()
        private let world: BridgeWorld
        private let store: Store
        private let server: HTTPServer

        init() throws {
            world = try BridgeWorld()
            let configuration = try EngineInProcess.configuration(world.configuration)
            let clock = BridgeClock.system
            let log = Log(wallTime: clock.wall, time: clock.now, sink: { _ in })
            let store = try Store(path: world.storePath, now: clock.wall())
            self.store = store
            let metrics = Metrics()
            let setup = EngineSetup(
                configuration: configuration, store: store, inbox: inbox, log: log,
                metrics: metrics, clock: clock, onFailure: { _ in })
            let receiver = ReceiverSwitch(setup.makeReceiver())
            let isStopping = Flag()
            let reloader = Reloader(
                nil,
                Reloader.Parts(
                    setup: setup,
                    receiver: try HTTPServer(
                        listeners: [.tcp(host: "127.0.0.1", port: 0)], handler: receiver),
                    desk: receiver, certificate: nil), isStopping: isStopping, onPhase: { _ in })
            let readiness = Readiness(
                isListening: Flag(), isStopping: isStopping, metrics: metrics,
                queuedRowsMax: { 1 })
            let threads = threads
            server = try HTTPServer(
                listeners: [.tcp(host: "127.0.0.1", port: 0)],
                handler: AdminEndpoint(
                    health: HealthEndpoint(metrics: metrics, readiness: readiness), inbox: inbox,
                    log: log, clock: clock, sendsReference: true,
                    daemon: AdminEndpoint.Daemon(
                        version: "", startedAt: clock.wall(), epoch: 1, metrics: metrics,
                        readiness: readiness, reloader: reloader),
                    makeReader: { () throws(StoreError) in
                        threads.note()
                        return try store.reader()
                    }))
            try server.start()
        }

        deinit {
            server.stop()
            server.join()
            store.stop()
        }

        func status(_ method: TransferRequest.Method, _ path: String) async throws -> Int {
            try await CurlClient(inFlightMax: 1).perform(
                TransferRequest(
                    method: method, url: "http://127.0.0.1:\(server.port)\(path)", body: [],
                    policy: OutboundPolicy(allowHTTP: true, allowPrivateAddresses: true))
            ).status
        }
    }

    /// The threads that have opened the store.
    private final class ReaderThreads: Sendable {
        private let seen = Mutex<[UInt]>([])

        var all: [UInt] { seen.withLock { $0 } }

        func note() { seen.withLock { $0.append(pthread_self()) } }
    }

    @Test func `does not read the store on the engine's thread`() async throws {
        let desk = try Desk()
        let engines = ReaderThreads()
        let inbox = desk.inbox
        inbox.onPut {
            engines.note()
            var events: [EngineEvent] = []
            inbox.drain(into: &events)
            for case .status(let reply) in events {
                reply(.success(EngineStatus(targets: [], targetsLeftOut: 0, rowsInFlight: 0)))
            }
        }
        #expect(try await desk.status(.get, "/v1/status") == 200)
        #expect(engines.all.count == 1 && desk.threads.all.count == 1)
        #expect(engines.all != desk.threads.all)
    }

    @Test func `is answered when the engine has ended, too`() async throws {
        let desk = try Desk()
        desk.inbox.close()
        #expect(try await desk.status(.get, "/v1/status") == 503)
        // It was not started from a file.
        #expect(try await desk.status(.post, "/v1/reload") == 409)
    }

    @Test func `is refused when too many are under way`() {
        let threads = ErrandThreads()
        let gate = DispatchSemaphore(value: 0)
        for _ in 0..<ErrandThreads.countMax { #expect(threads.run { gate.wait() }) }
        #expect(!threads.run {})
        for _ in 0..<ErrandThreads.countMax { gate.signal() }
        // Sleeps because a thread tells nobody that it has ended.
        while !threads.run({}) { usleep(1_000) }
    }
}
