import Crypto
import HTTPWire
import Synchronization

/// What a loop is made of: everything that crosses to its thread.
struct LoopSetup: Sendable {
    let name: String
    let listeners: ListenerBox
    let limits: ServerLimits
    let acceptsHTTP10: Bool
    let tls: TLSContextSlot?
    let handler: any RequestHandler
    let events: EventQueue
    let inbox: Inbox
    let counters: ServerCounters
}

/// Hands the listeners over to the loop, and keeps none: a listener is closed when its last holder
/// lets it go.
final class ListenerBox: Sendable {
    private let listeners: Mutex<[BoundListener]>

    init(_ listeners: [BoundListener]) { self.listeners = Mutex(listeners) }

    func take() -> [BoundListener] {
        listeners.withLock { exchange(&$0, with: []) }
    }
}
