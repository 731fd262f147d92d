import Bridge
import Store

/// Invocations for acts, which do not wait for their turn.
extension Engine {
    /// What an act needs of an invocation.
    enum Opening {
        case open(OpenInvocation)
        /// Something is under way with it that ends soon.
        case wait(String)
        /// Others take all places.
        case noRoom(String)
        case skipped(String)
    }

    /// An invocation that an operator acts on: at hand, or taken up from the store out of its turn.
    ///
    /// - Parameters:
    ///   - isForOne: the act is about this one alone.
    ///   - isResuming: a halted one is to go on; otherwise it is skipped.
    func open(
        _ key: InvocationKey, isForOne: Bool, isResuming: Bool, _ turn: Turn
    ) throws(StoreError) -> Opening {
        if let invocation = invocations[key] {
            let isRunning = invocation.machine.progress.state.isOpen && !invocation.isEnding
            return isRunning ? .open(invocation) : .wait("calls of its invocation are under way")
        }
        guard actPlaces.hasOne(isForOne: isForOne) else {
            return .noRoom("\(invocations.count) invocations are being worked on")
        }
        if let kept = resting.remove(key) {
            guard let invocation = try takeBack(key, kept, turn) else {
                return .skipped("its invocation cannot be read")
            }
            return opened(invocation, turn)
        }
        switch try activator.load(key, isResuming: isResuming, turn) {
        case .halted: return .skipped("its invocation is halted: resume it first")
        case .skipped(let reason): return .skipped(reason)
        case .opened(let invocation): return opened(invocation, turn)
        }
    }

    private func opened(_ invocation: OpenInvocation, _ turn: Turn) -> Opening {
        actPlaces.takeOne()
        add(invocation, turn)
        return .open(invocation)
    }

    /// Rows of an invocation that wait to be sent again, whether it has a place or not.
    func rowsWaiting(of key: InvocationKey) -> Int {
        invocations[key]?.machine.rowsWaiting ?? resting.rowsWaiting(of: key)
    }
}
