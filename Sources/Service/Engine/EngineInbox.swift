package import Bridge
package import Store
import Synchronization

/// What happens on other threads and concerns the engine.
package enum EngineEvent: Sendable {
    /// An invoke is on disk and acknowledged.
    case accepted(AcceptedInvocation)
    /// The store has answered the engine's unit.
    case written(Result<Void, StoreError>)
    /// An operator decides. The reply is called once, on the engine's thread while that runs: when
    /// the act (of a large one: its beginning) is on disk, or when nothing of it was or will be
    /// done.
    case act(ActRequest, reply: @Sendable (Result<ActRecord, ActRefusal>) -> Void)
    /// An operator ends an act that is being worked off. The reply is called once, on the engine's
    /// thread while that runs: when its end is on disk, or when nothing was done.
    case stopAct(ActStop, reply: @Sendable (Result<ActRecord, ActRefusal>) -> Void)
    /// Called on the engine's thread, to show that it turns; at once when it has ended.
    case beat(@Sendable () -> Void)
    /// From now on with another configuration; called when nothing works with the old one any more.
    case adopt(Configuration, done: @Sendable () -> Void)
    /// Somebody wants to know how things stand. The reply is called once, on the engine's thread
    /// while that runs.
    case status(reply: @Sendable (Result<EngineStatus, ActRefusal>) -> Void)

    /// For what nobody takes any more: whoever waits for an answer gets one.
    fileprivate func refuse() {
        let refusal = ActRefusal.busy("the bridge is stopping")
        switch self {
        // Both are on disk, for the next start.
        case .accepted, .written: break
        case .act(_, let reply), .stopAct(_, let reply): reply(.failure(refusal))
        case .beat(let done), .adopt(_, let done): done()
        case .status(let reply): reply(.failure(refusal))
        }
    }
}

/// The engine's letter box: any thread puts events in, the engine's thread takes them out.
package final class EngineInbox: Sendable {
    private struct State {
        var events: [EngineEvent] = []
        var wake: (@Sendable () -> Void)?
        var isClosed = false
    }

    private let state = Mutex(State())

    package init() {}

    /// How the engine's thread is woken; set before the first event.
    package func onPut(_ wake: @escaping @Sendable () -> Void) {
        state.withLock { $0.wake = wake }
    }

    /// The number of events is bounded by what causes them: requests under way at the receiver, and
    /// one unit at the store.
    package func put(_ event: EngineEvent) {
        let (isClosed, wake) = state.withLock { state in
            if !state.isClosed { state.events.append(event) }
            return (state.isClosed, state.wake)
        }
        if isClosed { event.refuse() } else { wake?() }
    }

    /// The engine ends: what was put in since its last turn, and whatever still comes, is refused.
    func close() {
        let leftovers = state.withLock { state in
            state.isClosed = true
            return exchange(&state.events, with: [])
        }
        for event in leftovers { event.refuse() }
    }

    func drain(into events: inout [EngineEvent]) {
        events.removeAll(keepingCapacity: true)
        state.withLock { swap(&$0.events, &events) }
    }
}
