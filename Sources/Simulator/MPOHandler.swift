internal import HTTPServer
internal import HTTPWire
internal import JSON
internal import Synchronization

/// The simulated MPO's side of the server: routes, signature, and the desk behind a lock that only
/// readers of the ledger ever contend for.
final class MPOHandler: RequestHandler {
    private let signature: CallSignature
    private let desk: Mutex<MPODesk>
    private let first: MPODesk

    /// nginx's default for the sync host (protocol notes on MPO, 3.3).
    static let bodyBytesMax = 1 << 20

    init(_ options: MPOOptions) {
        signature = CallSignature(apiUser: Array(options.apiUser.utf8), secret: options.apiSecret)
        first = MPODesk(
            processes: options.processes, seed: options.seed, behaviour: options.behaviour)
        desk = Mutex(first)
    }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        .body(max: Self.bodyBytesMax)
    }

    func handle(_ request: Request, _ responder: Responder) {
        reply(to: request).send(responder)
    }

    private func reply(to request: Request) -> Reply {
        let path = Array(request.head.pathBytes)
        if let callPath = CallSignature.Path(path) {
            guard request.head.method == .post else { return .answer(Self.notAllowed) }
            return take(callPath, request)
        }
        switch (request.head.method, String(decoding: path, as: UTF8.self)) {
        case (.get, "/ledger"): return .answer(.json(200, ledger.json))
        case (.post, "/reset"):
            reset()
            return .answer(.json(200, Array(#"{"reset":true}"#.utf8)))
        case (.post, "/behaviour"): return behave(request.body)
        default: return .answer(Page.page(404, "Not Found"))
        }
    }

    private static let notAllowed = Response(
        status: 405, contentType: "text/html", headers: [("Allow", "POST")],
        body: Array("The specified method is not allowed against this resource".utf8))

    private func take(_ path: CallSignature.Path, _ request: Request) -> Reply {
        let wall = SimulatorClock.wallSeconds()
        return desk.withLock { desk in
            guard
                signature.fits(
                    path, body: request.body, now: wall, timeWindow: desk.behaviour.timeWindow)
            else { return desk.refuseSignature() }
            return desk.take(request.body, now: request.completeAt, wallSeconds: wall)
        }
    }

    private func behave(_ body: [UInt8]) -> Reply {
        do throws(SwitchError) {
            let behaviour = try MPOBehaviour(SwitchList(json: body))
            behave(behaviour)
            return .answer(.json(200, Array(#"{"changed":true}"#.utf8)))
        } catch {
            return .answer(.text(400, error.description + "\n"))
        }
    }

    func behave(_ behaviour: MPOBehaviour) { desk.withLock { $0.behave(behaviour) } }

    func reset() { desk.withLock { $0 = first } }

    var ledger: MPOLedger {
        let now = SimulatorClock.nanoseconds()
        return desk.withLock { $0.ledger(now: now) }
    }

    func creations(of reference: String) -> Int {
        desk.withLock { $0.creations.creations(of: Array(reference.utf8)) }
    }
}
