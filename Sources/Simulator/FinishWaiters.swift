internal import Synchronization

/// Who waits until so many invocations are finished.
final class FinishWaiters: Sendable {
    private struct Waiter: Sendable {
        let id: UInt64
        let count: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State: Sendable {
        var waiters: [Waiter] = []
        var lastID: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Waits until `count` are finished; false when the limit has passed before.
    func wait(
        for count: Int, within limit: Duration, _ finishedCount: () -> Int
    ) async -> Bool {
        var timer: Task<Void, Never>?
        let isReached = await withCheckedContinuation { continuation in
            let id = state.withLock { state in
                state.lastID += 1
                state.waiters.append(
                    Waiter(id: state.lastID, count: count, continuation: continuation))
                return state.lastID
            }
            // It may have happened before the waiter was in the list.
            finished(finishedCount())
            timer = Task {
                try? await Task.sleep(for: limit)
                expire(id)
            }
        }
        timer?.cancel()
        return isReached
    }

    /// So many are finished now.
    func finished(_ count: Int) {
        let reached = state.withLock { state in
            if state.waiters.isEmpty { return [Waiter]() }
            let reached = state.waiters.filter { $0.count <= count }
            state.waiters.removeAll { $0.count <= count }
            return reached
        }
        for waiter in reached { waiter.continuation.resume(returning: true) }
    }

    private func expire(_ id: UInt64) {
        let expired = state.withLock { state in
            let expired = state.waiters.filter { $0.id == id }
            state.waiters.removeAll { $0.id == id }
            return expired
        }
        for waiter in expired { waiter.continuation.resume(returning: false) }
    }
}
