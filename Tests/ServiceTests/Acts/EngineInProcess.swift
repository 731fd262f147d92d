import Bridge
import Curl
import Foundation
import HTTPServer
import Simulator
import Store
import Synchronization
import Testing

@testable import Service

/// The receiver and the engine in this very process, so that a test can put acts into the engine's
/// inbox and look at its store.
final class EngineInProcess: Sendable {
    let store: Store
    let metrics = Metrics()
    let lines = LogLines()
    private let inbox = EngineInbox()
    private let loop: CurlLoop
    private let receiver: HTTPServer

    static let environment = [
        "TEST_INSTALL_SECRET":
            "66666666-6666-4666-8666-666666666666-77777777-7777-4777-8777-777777777777",
        "TEST_MPO_SECRET": "simulated-mpo-api-secret",
    ]

    static func configuration(_ text: String) throws -> Configuration {
        try Configuration.load(
            text: Array(text.utf8), secrets: SystemSecretSource(environment: Self.environment)
        ).get()
    }

    /// - Parameters:
    ///   - text: a configuration, JSON.
    ///   - restingMax: as in `EngineSetup`.
    init(
        configuration text: String, restingMax: Int = RestingInvocations.countMax,
        clock: BridgeClock = .system
    ) throws {
        let configuration = try Self.configuration(text)
        let lines = lines
        let limit = RepeatLimit(troublesMax: 10_000, routinesMax: 10_000)
        let log = Log(
            level: .debug, limit: limit, wallTime: clock.wall, time: clock.now,
            sink: { lines.append($0) })
        store = try Store(path: configuration.store.path, now: clock.wall())
        let totals = try store.reader().totals()
        metrics.queue(totals.queuedRows)
        metrics.halted(totals.haltedInvocations)
        let setup = EngineSetup(
            configuration: configuration, store: store, inbox: inbox, log: log, metrics: metrics,
            clock: clock, restingMax: restingMax,
            onFailure: { Issue.record("the store failed: \($0)") })
        receiver = try HTTPServer(
            listeners: [.tcp(host: "127.0.0.1", port: 0)],
            handler: InvokeReceiver(
                configuration: configuration, store: store, inbox: inbox, log: log,
                metrics: metrics, clock: clock, onStoreFailure: { _ in }))
        let loop = CurlLoop(connectionsMax: 64)
        self.loop = loop
        inbox.onPut { loop.wake() }
        loop.run { setup.make() }
        try receiver.start()
    }

    /// Lets what is under way end, commits, and closes the store.
    func stop() {
        receiver.stop(within: .zero)
        receiver.join()
        loop.stop()
        loop.join()
        store.stop()
    }

    var invokeURL: String { "http://127.0.0.1:\(receiver.port)/invoke" }

    /// The engine's part of a reload.
    func adopt(_ text: String) async throws {
        let configuration = try Self.configuration(text)
        await withCheckedContinuation { waiter in
            inbox.put(.adopt(configuration, done: { waiter.resume() }))
        }
    }

    /// Returns once a turn has been taken that began after this call.
    func turn() async {
        await withCheckedContinuation { waiter in inbox.put(.beat { waiter.resume() }) }
        // That of the first may have begun to look at what happened before it was asked.
        await withCheckedContinuation { waiter in inbox.put(.beat { waiter.resume() }) }
    }

    func act(_ request: ActRequest) async -> Result<ActRecord, ActRefusal> {
        await withCheckedContinuation { waiter in
            inbox.put(.act(request, reply: { waiter.resume(returning: $0) }))
        }
    }

    func act(
        _ verb: ActVerb, _ scope: ActScope, _ resolution: Resolution? = nil, rate: Double? = nil
    ) async -> Result<ActRecord, ActRefusal> {
        await act(
            ActRequest(
                operatorName: "anna", verb: verb, scope: scope, resolution: resolution,
                rowsPerSecond: rate))
    }

    func stopAct(_ order: ActStop) async -> Result<ActRecord, ActRefusal> {
        await withCheckedContinuation { waiter in
            inbox.put(.stopAct(order, reply: { waiter.resume(returning: $0) }))
        }
    }

    /// An act that goes on, as it is on disk.
    func openAct(_ number: Int64) throws -> ActRecord {
        let acts = try store.reader().openActs()
        return try #require(acts.first { $0.record.number == number }).record
    }

    var rowsHeld: Int { metrics.rowsHeld.value }
    var invocationsHalted: Int { metrics.invocationsHalted.value }

    func invocation(_ number: Int64) throws -> StoredInvocation {
        try #require(try store.reader().invocation(InvocationKey(number)))
    }

    /// The newest invocation.
    func invocation() throws -> StoredInvocation {
        let reader = try store.reader()
        let key = try #require(try reader.lastInvocation())
        return try #require(try reader.invocation(key))
    }
}

extension BridgeWorld {
    /// The file of the store that its configuration names.
    var storePath: String { folder.path + "/bridge.db" }
}

extension Result where Success == ActRecord, Failure == ActRefusal {
    var refusal: String? {
        if case .failure(let refusal) = self { "\(refusal.label): \(refusal)" } else { nil }
    }
}
