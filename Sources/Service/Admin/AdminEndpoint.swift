import Bridge
import HTTPServer
import HTTPWire
import JSON
import Store
import Synchronization

/// What operators see and do, on the Unix socket alone: whoever may open that file may do all of
/// it. Metrics and health are served here as well.
///
/// Reading goes to the store's file through a reader of its own; deciding goes to the engine, and
/// is answered when it is on disk.
final class AdminEndpoint: RequestHandler {
    private let health: HealthEndpoint
    let inbox: EngineInbox
    /// Of the daemon as a whole.
    let daemon: Daemon
    let errands = ErrandThreads()
    private let log: Log
    private let clock: BridgeClock
    private let sendsReference: Bool
    private let makeReader: @Sendable () throws(StoreError) -> StoreReader
    /// Opened by the first request; used by the server's thread and by those of errands.
    private let reader = Mutex<StoreReader?>(nil)

    /// A result that is given by hand, and room for what is around it.
    private static let bodyMax = 2 * Limits.resolvedBytesMax

    init(
        health: HealthEndpoint, inbox: EngineInbox, log: Log, clock: BridgeClock,
        sendsReference: Bool, daemon: Daemon,
        makeReader: @escaping @Sendable () throws(StoreError) -> StoreReader
    ) {
        self.health = health
        self.inbox = inbox
        self.log = log
        self.clock = clock
        self.daemon = daemon
        self.sendsReference = sendsReference
        self.makeReader = makeReader
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        guard AdminRoute.isMeant(head) else { return health.admit(head, from: peer) }
        do throws(AdminRefusal) {
            let route = try AdminRoute(head, now: clock.wall())
            switch route {
            case .startAct: return .body(max: Self.bodyMax)
            case .stopAct(let number): return .body(max: 0, note: number)
            case .status: return .body(max: 0, note: Errand.status)
            case .reload: return .body(max: 0, note: Errand.reload)
            default: return .answer(.json(200, try answer(route, to: peer)))
            }
        } catch {
            return .answer(error.response)
        }
    }

    // MARK: - Reading

    private func answer(
        _ route: AdminRoute, to peer: PeerAddress
    ) throws(AdminRefusal) -> [UInt8] {
        try read { (reading) throws(AdminRefusal) in
            switch route {
            case .invocations(let filter, let before, let limit):
                if let name = filter.mappingName { try reading.check(mapping: name) }
                return try told { () throws(StoreError) in
                    try reading.invocations(filter, before: before, limit: limit)
                }
            case .invocation(let id):
                let stored = try reading.find(id)
                return try told { () throws(StoreError) in try reading.invocation(stored) }
            case .rows(let id, let state, let from, let limit):
                let stored = try reading.find(id)
                return try told { () throws(StoreError) in
                    try reading.rows(of: stored, in: state, from: from, limit: limit)
                }
            case .row(let id, let row, let showsCells):
                let stored = try reading.find(id)
                try reading.check(row, of: stored)
                if showsCells {
                    // Who looked is worth as much as who decided.
                    log.cellsShown(stored.id, row: row, to: Self.operatorName(peer))
                }
                return try told { () throws(StoreError) in
                    try reading.row(row, of: stored, showsCells: showsCells)
                }
            case .acts(let before, let limit):
                return try told { () throws(StoreError) in
                    try reading.acts(before: before, limit: limit)
                }
            case .startAct, .stopAct, .status, .reload:
                preconditionFailure("is answered later")
            }
        }
    }

    /// One short snapshot of the store: a checkpoint cannot pass a longer one.
    func read<Value: Sendable>(
        _ body: @Sendable (AdminReading) throws(AdminRefusal) -> Value
    ) throws(AdminRefusal) -> Value {
        let result: Result<Value, AdminRefusal> = reader.withLock { reader in
            do throws(AdminRefusal) {
                let opened = try told { () throws(StoreError) in
                    if let reader { return reader }
                    return try makeReader()
                }
                reader = opened
                let reading = AdminReading(
                    reader: opened, sendsReference: sendsReference,
                    configuredMappings: daemon.reloader.configuration.mappings.map(\.name))
                return try told { () throws(StoreError) in
                    try opened.snapshot { () -> Result<Value, AdminRefusal> in
                        do throws(AdminRefusal) {
                            return .success(try body(reading))
                        } catch { return .failure(error) }
                    }
                }
            } catch { return .failure(error) }
        }
        return try result.get()
    }

    // MARK: - Deciding

    /// What the server refuses by itself has the same form as any other refusal.
    func refusal(_ refusal: ServerRefusal, from peer: PeerAddress) -> Response {
        let isTheirs = refusal.status < 500
        var response = AdminRefusal(
            isTheirs ? .badRequest : .unavailable, refusal.text,
            mend: isTheirs ? "send it as HTTP/1.1 has it" : "try again"
        ).response
        response.status = refusal.status
        return response
    }

    func handle(_ request: Request, _ responder: Responder) {
        if let number = request.note as? Int64 {
            return stop(number, by: request.peer, responder)
        }
        if let errand = request.note as? Errand {
            return run(errand, for: Self.operatorName(request.peer), responder)
        }
        do throws(AdminRefusal) {
            try start(try ActMessage(request.body), by: request.peer, responder)
        } catch {
            responder.answer(error.response)
        }
    }

    private func start(
        _ message: ActMessage, by peer: PeerAddress, _ responder: Responder
    ) throws(AdminRefusal) {
        let (request, preview) = try read { (reading) throws(AdminRefusal) in
            let request = try reading.request(message, by: Self.operatorName(peer))
            let preview = try told { () throws(StoreError) in
                message.isPreview ? try reading.preview(request) : nil
            }
            return (request, preview)
        }
        if let preview {
            responder.answer(.json(200, preview))
            return
        }
        inbox.put(.act(request) { responder.answer(Self.response($0)) })
    }

    private func stop(_ number: Int64, by peer: PeerAddress, _ responder: Responder) {
        let order = ActStop(number: number, operatorName: Self.operatorName(peer))
        inbox.put(.stopAct(order) { responder.answer(Self.response($0)) })
    }

    private static func response(_ result: Result<ActRecord, ActRefusal>) -> Response {
        switch result {
        case .success(let record):
            var writer = JSONWriter()
            writer.object { $0.members(of: record) }
            return .json(200, writer.bytes)
        case .failure(let refusal):
            return AdminRefusal(refusal).response
        }
    }

    /// Whom the audit names: the kernel's word, whatever the client says of itself.
    private static func operatorName(_ peer: PeerAddress) -> String {
        peer.userName ?? "unknown"
    }
}
