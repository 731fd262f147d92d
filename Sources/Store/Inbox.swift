internal import Synchronization

/// What waits for the writer. Bounded, and closed for good by a stop or by the store's death.
final class Inbox: Sendable {
    enum Entry: Sendable {
        /// Boxed: an invoke is large, and the writer's entries lie in one array.
        indirect case accept(
            NewInvocation, @Sendable (Result<Acceptance, StoreError>) -> Void)
        case write(StoreUnit, @Sendable (Result<Void, StoreError>) -> Void)
        indirect case delete(Retention)
        case probe(@Sendable (Result<Void, StoreError>) -> Void)
        case beat(@Sendable () -> Void)

        func refuse(_ error: StoreError) {
            switch self {
            case .accept(_, let done): done(.failure(error))
            case .write(_, let done): done(.failure(error))
            case .delete(let retention): retention.done(.failure(error))
            case .probe(let done): done(.failure(error))
            case .beat(let done): done()
            }
        }
    }

    private struct State {
        var entries: [Entry] = []
        var units = 0
        /// Where the unit that was handed in last stands.
        var lastUnit: Int?
        var accepts = 0
        var hasProbe = false
        var isWriterAsleep = false
        /// Why nothing is taken any more.
        var end: StoreError?
    }

    private let state = Mutex(State())
    private let signal = Signal()
    private let unitsMax: Int
    private let acceptsMax: Int

    init(unitsMax: Int, acceptsMax: Int) {
        self.unitsMax = unitsMax
        self.acceptsMax = acceptsMax
    }

    /// Adds an entry, or refuses it at once. The writer is woken only when it sleeps.
    func put(_ entry: Entry) {
        var refusal: StoreError?
        var mustWake = false
        state.withLock { state in
            refusal = state.end ?? count(entry, &state)
            guard refusal == nil else { return }
            if case .write = entry { state.lastUnit = state.entries.count }
            state.entries.append(entry)
            mustWake = exchange(&state.isWriterAsleep, with: false)
        }
        // Outside of the lock: `done` may well hand in the next unit.
        if let refusal { entry.refuse(refusal) }
        if mustWake { signal.raise() }
    }

    private func count(_ entry: Entry, _ state: inout State) -> StoreError? {
        switch entry {
        case .write:
            guard state.units < unitsMax else { return .overloaded }
            state.units += 1
        case .accept:
            guard state.accepts < acceptsMax else { return .overloaded }
            state.accepts += 1
        case .probe:
            guard !state.hasProbe else { return .overloaded }
            state.hasProbe = true
        case .delete, .beat: break
        }
        return nil
    }

    /// Sleeps until something waits. `false` when nothing does and nothing will come any more.
    func wait() -> Bool {
        while true {
            let (isEmpty, isOpen) = state.withLock { state in
                state.isWriterAsleep = state.entries.isEmpty && state.end == nil
                return (state.entries.isEmpty, state.end == nil)
            }
            if !isEmpty { return true }
            if !isOpen { return false }
            signal.wait()
        }
    }

    /// Swaps all that waits into `group`, which is empty. `false` when these are the last.
    func take(into group: inout [Entry]) -> Bool {
        state.withLock { state in
            swap(&state.entries, &group)
            state.units = 0
            state.lastUnit = nil
            state.accepts = 0
            state.hasProbe = false
            return state.end == nil
        }
    }

    /// Gives back the unit that was handed in last, unless the writer has taken it or will take
    /// nothing more after it.
    func takeBack() -> StoreUnit? {
        state.withLock { state in
            guard state.end == nil, let index = state.lastUnit.take(),
                case .write(let unit, _) = state.entries.remove(at: index)
            else { return nil }
            state.units -= 1
            return unit
        }
    }

    /// Takes nothing any more; what waits already stays.
    func close(_ error: StoreError) {
        let mustWake = state.withLock { state in
            if state.end == nil { state.end = error }
            return exchange(&state.isWriterAsleep, with: false)
        }
        if mustWake { signal.raise() }
    }
}
