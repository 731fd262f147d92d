import AMS
import Bridge
import Crypto
import HTTPServer
import HTTPWire
import Store
import Synchronization

/// Takes invokes in: checks the token before the body is read, then the body, then one against the
/// other, finds the mapping, and answers 200 when everything is on disk. Nothing is sent to anybody
/// in reaction to a request; the engine hears of the invocation and goes on from there.
final class InvokeReceiver: RequestHandler {
    let configuration: Configuration
    private let verifier: TokenVerifier
    private let store: Store
    private let inbox: EngineInbox
    let log: Log
    let metrics: Metrics
    private let clock: BridgeClock
    private let onStoreFailure: @Sendable (StoreError) -> Void
    /// Only the server's thread asks, so that nobody ever waits here.
    private let knownParts = Mutex(KnownParts())
    /// A reload that changes a secret makes a new receiver, which knows none.
    private let tokens = Mutex(VerifiedTokens())
    private let mappingIndex: MappingIndex

    init(
        configuration: Configuration, store: Store, inbox: EngineInbox, log: Log, metrics: Metrics,
        clock: BridgeClock, onStoreFailure: @escaping @Sendable (StoreError) -> Void
    ) {
        self.configuration = configuration
        self.store = store
        self.inbox = inbox
        self.log = log
        self.metrics = metrics
        self.clock = clock
        self.onStoreFailure = onStoreFailure
        mappingIndex = MappingIndex(configuration.mappings)
        let installs = configuration.ams.installs.map {
            Install(installID: $0.installID, secrets: $0.secrets)
        }
        verifier = TokenVerifier(
            installs: installs,
            rules: TokenRules(
                leeway: configuration.ams.tokenLeeway,
                lifetimeMax: configuration.ams.tokenLifetimeMax))
    }

    // MARK: - Before the body

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        var caller = Caller(peer: peer)
        guard head.hasPath(configuration.receiver.path) else {
            return .answer(refusal(404, "no such path", .misdirected, caller))
        }
        if head.method == .options {
            // AMS verifies the URLs of an app so (protocol notes on AMS, section 7).
            return .answer(Response(status: 204, headers: [("Allow", "OPTIONS, POST")]))
        }
        guard head.method == .post else {
            var answer = refusal(405, "an invoke is a POST", .misdirected, caller)
            answer.headers.append(("Allow", "OPTIONS, POST"))
            return .answer(answer)
        }
        if let problem = contentProblem(head) {
            return .answer(refusal(415, problem, .misdirected, caller))
        }
        if case .length(let length) = head.framing, length > configuration.receiver.bodyMax {
            return .answer(
                refusal(
                    413, "the body has more than \(configuration.receiver.bodyMax) bytes",
                    .tooLarge, caller))
        }
        let token: VerifiedToken
        do throws(TokenError) {
            token = try tokens.withLock { known throws(TokenError) in
                try verifier.verify(
                    head.headers.first("authorization").map { Array($0) }, now: clock.wall(),
                    known: &known)
            }
        } catch {
            return .answer(unauthorized(error, caller))
        }
        caller.tenantID = token.claims.tenantID
        if metrics.isStoreStuck {
            return .answer(overloaded("the store takes nothing", .storeFull, caller))
        }
        return .body(max: configuration.receiver.bodyMax, note: token)
    }

    private func contentProblem(_ head: RequestHead) -> String? {
        let codings = head.headers.all("content-encoding")
        if !codings.allSatisfy({ String(decoding: $0, as: UTF8.self).lowercased() == "identity" }) {
            return "Content-Encoding is not taken: send the body as it is"
        }
        guard let type = head.headers.text("content-type") else { return nil }
        // As nearly everybody writes it.
        if type == "application/json" { return nil }
        let essence = type.prefix { $0 != ";" }.lowercased()
        let name = essence.filter { $0 != " " && $0 != "\t" }
        return name == "application/json" ? nil : "Content-Type must be application/json"
    }

    // MARK: - With the body

    func handle(_ request: Request, _ responder: Responder) {
        let begunAt = clock.now()
        // What was found before the body was read. Only `admit` lets a request in.
        let token = request.note as? VerifiedToken
        let caller = Caller(peer: request.peer, tenantID: token?.claims.tenantID)
        let message: InvokeMessage
        do throws(MessageError) {
            message = try knownParts.withLock { known throws(MessageError) in
                try InvokeMessage(body: request.body, known: &known)
            }
        } catch {
            responder.answer(refusal(400, error.description, .malformed, caller))
            return
        }
        let context = message.invocation.context
        do throws(TokenError) {
            guard let token else { throw .missing }
            try verifier.check(token, against: context)
        } catch {
            responder.answer(unauthorized(error, caller))
            return
        }
        if let problem = addressProblem(message.invocation) {
            responder.answer(refusal(400, problem, .endpoint, caller))
            return
        }
        guard let place = mappingIndex.place(for: context) else {
            responder.answer(unmapped(context, caller))
            return
        }
        let mapping = configuration.mappings[place]
        let rows = message.pages == nil ? message.invocation.announcedSize ?? 0 : message.rowCount
        guard rows <= configuration.store.queuedRowsMax else {
            responder.answer(
                refusal(413, "the data set has more rows than may be queued", .tooLarge, caller))
            return
        }
        accept(
            message, mapping, body: request.body, queued: rows, caller, since: begunAt, responder)
    }

    private func accept(
        _ message: InvokeMessage, _ mapping: Mapping, body: [UInt8], queued: Int,
        _ caller: Caller, since begunAt: MonotonicTime, _ responder: Responder
    ) {
        let invocation = message.invocation
        let digest = Digest.digest(
            .sha256, of: [store.salt, Array(invocation.context.installID.utf8), [0], body])
        let id = InvocationID(bodyDigest: digest, random: .random(in: .min ... .max))
        let pages = (message.pages ?? []).map {
            PageRecord(firstRow: $0.firstRow, rowCount: $0.rowCount, columns: nil, rows: $0.rows)
        }
        let isPull = message.pages == nil
        let progress = Progress(
            state: .accepted, rowsAnnounced: isPull ? invocation.announcedSize : message.rowCount,
            rowsStored: isPull ? 0 : message.rowCount, isWhole: !isPull)
        let new = NewInvocation(
            id: id, context: invocation.context, dataSetID: invocation.dataSetID,
            bodyDigest: digest, head: message.head,
            mapping: NewInvocation.KeptMapping(name: mapping.name, text: mapping.text),
            progress: progress, pages: pages, acceptedAt: clock.wall(),
            duplicateWindow: configuration.ams.duplicateWindow, mayStart: hasRoom(for: queued))
        let page = Self.handedPage(pages, starts: message.pages?.first?.starts)
        // Counted before it is on disk, so that a burst of invokes cannot pass the limit together.
        let counted = new.mayStart ? queued : 0
        metrics.queue(counted)
        store.accept(new) { [self] result in
            metrics.invokeDurations.observe(begunAt.duration(to: clock.now()))
            switch result {
            case .success(.noRoom):
                metrics.queue(-counted)
                responder.answer(
                    overloaded(
                        "\(queued) more rows do not fit into the queue", .queueFull, caller))
            case .success(.accepted(let key)):
                accepted(key, new, invocation, mapping, page, responder)
            case .success(.duplicate(let first)):
                metrics.queue(-counted)
                metrics.invokes.add(.repeated)
                log.invokeRepeated(first)
                responder.answer(
                    .json(
                        200, InvokeAnswer.accepted(first, instanceID: invocation.context.instanceID)
                    ))
            case .failure(let error):
                metrics.queue(-counted)
                if error.isFatal { onStoreFailure(error) }
                if error == .full, metrics.storeStuck(true) {
                    log.storeRefused(label: error.label, attempt: 1)
                }
                let answer = error == .full ? Metrics.InvokeAnswer.storeFull : .overloaded
                responder.answer(overloaded("the store is \(error.label)", answer, caller))
            }
        }
    }

    /// A full queue keeps no repeated invoke from its answer: the store looks for that first.
    private func hasRoom(for rows: Int) -> Bool {
        metrics.queuedRows < configuration.store.queuedRowsMax
            && metrics.queuedRows + rows <= configuration.store.queuedRowsMax
    }

    /// A page up to this size goes to the engine in memory; a larger one is read back when its turn
    /// comes.
    private static let handedPageBytesMax = 128 << 10

    private static func handedPage(_ pages: [PageRecord], starts: [UInt32]?) -> CachedPage? {
        guard let starts, pages.count == 1, pages[0].rows.count <= handedPageBytesMax else {
            return nil
        }
        return CachedPage(pages[0], starts: starts)
    }

    private func accepted(
        _ key: InvocationKey, _ new: NewInvocation, _ invocation: Invocation, _ mapping: Mapping,
        _ page: CachedPage?, _ responder: Responder
    ) {
        metrics.invokes.add(.accepted)
        log.invokeAccepted(
            new.id, installID: invocation.context.installID, mapping: mapping.name,
            rows: new.progress.rowsAnnounced)
        responder.answer(
            .json(200, InvokeAnswer.accepted(new.id, instanceID: invocation.context.instanceID)))
        ServiceCrashPoint.reached(.invokeAnswered)
        let byteCount = new.head.count + (page?.byteCount ?? 0)
        inbox.put(
            .accepted(
                AcceptedInvocation(
                    key: key, id: new.id, invocation: invocation, mapping: mapping,
                    progress: new.progress, acceptedAt: new.acceptedAt, page: page,
                    byteCount: byteCount)))
    }

    /// An endpoint that may not be called is refused now, rather than when the results are there.
    private func addressProblem(_ invocation: Invocation) -> String? {
        let rules = EndpointRules(configuration.ams.endpoints)
        let endpoints = [
            ("productExportEndpoint", invocation.export),
            ("productImportEndpoint", invocation.import),
            ("onCompletionCallbackEndpoint", invocation.completion),
        ]
        for case (let name, let endpoint?) in endpoints {
            if let problem = rules.problem(endpoint.url) { return "$.\(name).url: \(problem)" }
        }
        return nil
    }
}
