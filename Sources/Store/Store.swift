package import Bridge

/// The durable queue: holds what the state machines decide, and nothing of their rules.
///
/// One thread writes. Units wait in an inbox; the thread takes all that wait, commits them in one
/// transaction with one fdatasync, and then tells each of them, on its own thread, one after the other.
package final class Store: Sendable {
    /// The number of this opening of the store: grows by one with each.
    package let epoch: Int64

    /// Opens or creates a store. It is this process's alone until `stop()`.
    package init(
        path: String, options: StoreOptions = StoreOptions(), now: UnixTime
    ) throws(StoreError) {
        preconditionFailure()
    }

    /// Keeps a new invocation, unless the same body was accepted within its window.
    /// `done` is called once: on the store's thread, or on the caller's before this method returns
    /// when the store takes nothing (`overloaded`, `stopped`, or dead).
    package func accept(
        _ new: NewInvocation, _ done: @escaping @Sendable (Result<Acceptance, StoreError>) -> Void
    ) {
        preconditionFailure()
    }

    /// Commits a unit: all of it, or nothing. `done` is called as for `accept`.
    package func write(
        _ unit: StoreUnit, _ done: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        preconditionFailure()
    }

    /// Deletes completed invocations that have not changed since `before`, in small steps between
    /// other work; tells how many are gone.
    package func deleteFinished(
        before: UnixTime, invocationsMax: Int,
        _ done: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        preconditionFailure()
    }

    /// A reader with a connection of its own. It sees what is committed, and belongs to one thread.
    package func reader() throws(StoreError) -> StoreReader { preconditionFailure() }

    /// Commits what waits, tells it so, checkpoints, closes the file and frees its lock.
    package func stop() { preconditionFailure() }
}
