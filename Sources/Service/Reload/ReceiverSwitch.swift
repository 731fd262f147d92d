import Crypto
import HTTPServer
import HTTPWire
import Synchronization

/// Lets the receiver of the configuration in force take each request, from its head to its end: one
/// that was admitted by the rules of yesterday is handled by them.
final class ReceiverSwitch: RequestHandler {
    /// What comes back with an admitted request.
    private struct Note: Sendable {
        let receiver: InvokeReceiver
        let own: (any Sendable)?
    }

    private let receiver: Mutex<InvokeReceiver>

    init(_ receiver: InvokeReceiver) { self.receiver = Mutex(receiver) }

    /// For every request whose head comes from now on.
    func replace(with receiver: InvokeReceiver) { self.receiver.withLock { $0 = receiver } }

    private var current: InvokeReceiver { receiver.withLock { $0 } }

    func admit(_ head: RequestHead, from peer: PeerAddress) -> Admission {
        let receiver = current
        switch receiver.admit(head, from: peer) {
        case .answer(let answer): return .answer(answer)
        case .body(let max, let note):
            return .body(max: max, note: Note(receiver: receiver, own: note))
        }
    }

    func handle(_ request: Request, _ responder: Responder) {
        guard let note = request.note as? Note else {
            // It was not admitted here, and is not let in.
            return current.handle(request, responder)
        }
        note.receiver.handle(request.with(note: note.own), responder)
    }

    func refusal(_ refusal: ServerRefusal, from peer: PeerAddress) -> Response {
        current.refusal(refusal, from: peer)
    }

    func tlsFailed(_ error: TLSError, from peer: PeerAddress) {
        current.tlsFailed(error, from: peer)
    }
}
