import Bridge
import Crypto
import Curl
import MPO
import Store

/// All that an engine is made of; the engine itself is made on its own thread.
struct EngineSetup: Sendable {
    var configuration: Configuration
    let store: Store
    let inbox: EngineInbox
    let log: Log
    let metrics: Metrics
    let clock: BridgeClock
    /// Another one only to see what happens when it is reached.
    var restingMax = RestingInvocations.countMax
    let onFailure: @Sendable (StoreError) -> Void

    /// An answer of MPO holds the results of one call, an answer of the product one page: both are
    /// bounded by what the largest body of an invoke is bounded by.
    private var answerBytesMax: Int { configuration.receiver.bodyMax }

    /// The engine, or a client that ends at once when the store cannot be read.
    func make() -> any TransferClient {
        do throws(StoreError) {
            return try engine(reader: try store.reader())
        } catch {
            onFailure(error)
            return EndedEngine(inbox)
        }
    }

    /// Who takes the invokes in for the engine.
    func makeReceiver() -> InvokeReceiver {
        InvokeReceiver(
            configuration: configuration, store: store, inbox: inbox, log: log, metrics: metrics,
            clock: clock, onStoreFailure: onFailure)
    }

    private func engine(reader: StoreReader) throws(StoreError) -> Engine {
        let bench = Workbench(reader: reader, log: log, metrics: metrics)
        let settlement = RowSettlement(
            bench, settleTime: configuration.mpo.firstByteTimeout, canLookUp: canLookUp,
            sendsReference: configuration.mpo.sendReference)
        let calls = ProductCalls(productCallSettings)
        let errands = Errands(
            bench, calls: calls, callsMax: configuration.ams.callsInFlightMax,
            puller: PagePuller(bench, calls: calls),
            writer: ResultWriter(bench, calls: calls, onStoreFailure: onFailure),
            notifier: CompletionNotifier(bench, calls: calls))
        let executor = Executor(
            bench, settings: executorSettings, gate: gate, settlement: settlement,
            reconciler: reconciler(bench, settlement), onStoreFailure: onFailure)
        // Before the first call can leave.
        for pause in try reader.pauses() { executor.hold(pause.mapping, true) }
        return Engine(
            self, bench: bench,
            activator: Activator(bench, settings: activatorSettings, settlement: settlement),
            executor: executor, errands: errands, acts: Acts(bench, settlement: settlement),
            drainMax: drainMax, slow: SlowInvocations(threshold: configuration.log.slowInvocation))
    }

    var drainMax: Duration { configuration.mpo.firstByteTimeout + .seconds(2) }

    /// One for each call that may be under way: none waits inside libcurl while its time runs.
    var connectionsMax: Int {
        configuration.mpo.callsInFlightMax + configuration.mpo.lookUpsInFlightMax
            + configuration.ams.callsInFlightMax + 2
    }

    /// Twice as many invocations as there can be calls, so that each of them may have a row of its
    /// own; the others rest or wait on disk. An open invocation costs some 15 KiB: with a thousand
    /// of them the memory was a third larger, and the rate a few in a hundred higher.
    private var activeMax: Int {
        2 * (configuration.mpo.callsInFlightMax + configuration.ams.callsInFlightMax) + 128
    }

    var activatorSettings: Activator.Settings {
        var secrets: [String: Secret] = [:]
        for install in configuration.ams.installs { secrets[install.installID] = install.secret }
        return Activator.Settings(
            activeMax: activeMax, installSecrets: secrets,
            pullPageMax: configuration.ams.pullPageMax,
            pushBatchDefault: configuration.ams.pushBatchDefault,
            sendsReference: configuration.mpo.sendReference, epoch: store.epoch,
            retention: configuration.store.retention)
    }

    var productCallSettings: ProductCalls.Settings {
        ProductCalls.Settings(
            connectTimeout: configuration.ams.connectTimeout,
            firstByteTimeout: configuration.ams.firstByteTimeout,
            timeout: configuration.ams.callTimeout, answerBytesMax: answerBytesMax,
            rules: EndpointRules(configuration.ams.endpoints))
    }

    var gate: TargetGate {
        TargetGate(
            callsInFlightMax: configuration.mpo.callsInFlightMax,
            operationsPerSecondMax: configuration.mpo.operationsPerSecondMax.map(Double.init),
            operationsPerCallMax: configuration.mappings.map(\.operationsPerCall).max() ?? 1,
            retry: .mpo)
    }

    /// The main API's own breaker, and a part of MPO's places and of its operations a second.
    private var lookUpGate: TargetGate {
        let mpo = configuration.mpo
        let share = Double(mpo.lookUpsInFlightMax) / Double(mpo.callsInFlightMax)
        return TargetGate(
            callsInFlightMax: mpo.lookUpsInFlightMax,
            operationsPerSecondMax: mpo.operationsPerSecondMax.map { Double($0) * share },
            operationsPerCallMax: 1, retry: .mpo)
    }

    /// A task is found by its reference only.
    var canLookUp: Bool {
        configuration.mpo.mainURL != nil && configuration.mpo.sendReference
    }

    func reconciler(
        _ bench: Workbench, _ settlement: RowSettlement
    ) -> Reconciler? {
        guard let reconcilerSettings else { return nil }
        return Reconciler(
            bench, settings: reconcilerSettings, settlement: settlement, onStoreFailure: onFailure)
    }

    var reconcilerSettings: Reconciler.Settings? {
        let mpo = configuration.mpo
        guard canLookUp, let mainURL = mpo.mainURL else { return nil }
        return Reconciler.Settings(
            mainURL: mainURL,
            signer: Signer(
                apiUser: mpo.apiUser, secret: mpo.apiSecret, algorithm: mpo.digest, version: .two),
            connectTimeout: mpo.connectTimeout,
            firstByteTimeout: min(mpo.firstByteTimeout, Reconciler.answerMax),
            bodyTimeout: mpo.bodyTimeout, answerBytesMax: answerBytesMax, policy: mpo.policy)
    }

    var executorSettings: Executor.Settings {
        let mpo = configuration.mpo
        return Executor.Settings(
            syncURL: mpo.syncURL,
            signer: Signer(apiUser: mpo.apiUser, secret: mpo.apiSecret, algorithm: mpo.digest),
            classification: Classification(
                duplicate: Phrases(mpo.duplicatePhrases), timeout: Phrases(mpo.timeoutPhrases),
                retry503: mpo.retry503),
            timeoutSeconds: mpo.timeoutSeconds,
            timeouts: CallTimeouts(
                connect: mpo.connectTimeout, firstByte: mpo.firstByteTimeout,
                total: mpo.callTimeout),
            mappings: Dictionary(
                configuration.mappings.map { ($0.name, $0) },
                uniquingKeysWith: { first, _ in first }),
            lookUpGate: lookUpGate, answerBytesMax: answerBytesMax,
            sendsReference: mpo.sendReference, policy: mpo.policy)
    }
}

/// Stands in for an engine that could not be made.
private final class EndedEngine: TransferClient {
    private let inbox: EngineInbox

    init(_ inbox: EngineInbox) { self.inbox = inbox }

    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration {
        starter.finish()
        return .zero
    }

    func stopped(_ ended: [EndedTransfer]) { inbox.close() }
}
