internal import Bridge
internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Synchronization

/// The simulated product's side of the server: routes, and the desk behind a lock that invokes and
/// readers of the ledger share with the calls.
final class ProductHandler: RequestHandler {
    private let text: InvokeText
    private let token: Mutex<InvokeToken>
    private let first: ProductDesk
    private let desk: Mutex<ProductDesk>
    private let waiters = FinishWaiters()
    /// What endpoints begin with; empty until the port is known.
    private let baseURL = Mutex("")
    private let invoke: InvokeRoute

    private static let bodyBytesMax = 64 << 20

    init(_ options: ProductOptions) {
        first = ProductDesk(options, startedAt: SimulatorClock.wallSeconds())
        desk = Mutex(first)
        text = InvokeText(options, first.definition)
        token = Mutex(InvokeToken(context: options.context, secret: options.installSecret))
        invoke = InvokeRoute(daemonURL: options.daemonURL)
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        .body(max: Self.bodyBytesMax)
    }

    func handle(_ request: Request, _ responder: Responder) {
        if let call = ProductCall(request) {
            take(call).send(responder)
            return
        }
        switch (request.head.method, request.head.path) {
        case (.get, "/ledger"): responder.answer(.json(200, ledger.json))
        case (.post, "/reset"):
            reset()
            responder.answer(.json(200, Array(#"{"reset":true}"#.utf8)))
        case (.post, "/behaviour"): behave(request.body).send(responder)
        case (.post, "/invoke"), (.get, "/invoke"):
            invoke.handle(request, responder, source)
        default: responder.answer(Page.page(404, "Not Found"))
        }
    }

    /// Holds the handler, so nothing that the handler holds may keep it.
    private var source: InvokeSource {
        InvokeSource(
            invoke: { self.invoke(rows: $0, flow: $1) },
            authorization: { self.authorization(milliseconds: false) },
            acknowledge: { self.acknowledge($0, invocationID: Array($1.utf8)) })
    }

    private func take(_ call: ProductCall) -> Reply {
        let wall = SimulatorClock.wallSeconds()
        let (reply, finished) = desk.withLock { desk in
            (desk.take(call, wallSeconds: wall), desk.ledger.finished)
        }
        waiters.finished(finished)
        return reply
    }

    private func behave(_ body: [UInt8]) -> Reply {
        do throws(SwitchError) {
            behave(try ProductBehaviour(SwitchList(json: body)))
            return .answer(.json(200, Array(#"{"changed":true}"#.utf8)))
        } catch {
            return .answer(.text(400, error.description + "\n"))
        }
    }

    func behave(_ behaviour: ProductBehaviour) { desk.withLock { $0.behave(behaviour) } }

    func reset() { desk.withLock { $0 = first } }

    func serve(at url: String) { baseURL.withLock { $0 = url } }

    var ledger: ProductLedger { desk.withLock { $0.currentLedger() } }

    var finishedCount: Int { desk.withLock { $0.ledger.finished } }

    var reportedRows: [ReportedRow] { desk.withLock { $0.keptRows } }

    var outputNames: [String] { first.definition.outputNames }

    /// Makes an invocation and writes its invoke.
    func invoke(rows: Int, flow: InvokeFlow) -> SimulatedInvoke {
        let invocation = desk.withLock { $0.invocation(rows: rows, flow: flow) }
        let body = text.body(of: invocation, baseURL: baseURL.withLock { $0 })
        return SimulatedInvoke(
            number: invocation.number,
            dataSetID: String(decoding: invocation.dataSetID, as: UTF8.self), body: body,
            authorization: authorization(milliseconds: invocation.shape.tokenMilliseconds))
    }

    func authorization(milliseconds: Bool) -> String {
        let now = SimulatorClock.wallSeconds()
        return token.withLock { $0.authorization(now: now, milliseconds: milliseconds) }
    }

    func acknowledge(_ number: Int, invocationID: [UInt8]) {
        desk.withLock { $0.acknowledge(number, invocationID: invocationID) }
    }

    func waitForFinished(_ count: Int, within limit: Duration) async -> Bool {
        await waiters.wait(for: count, within: limit) { finishedCount }
    }
}
