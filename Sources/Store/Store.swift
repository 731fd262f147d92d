package import Bridge
internal import SQLite
internal import Synchronization

/// The durable queue: holds what the state machines decide, and nothing of their rules.
///
/// One thread writes. Units wait in an inbox; the thread takes all that wait, commits them in one
/// transaction with one fdatasync, and then tells each of them, on its own thread, one after the
/// other.
package final class Store: Sendable {
    /// The number of this opening of the store: grows by one with each.
    package let epoch: Int64

    /// The latest moment of which the store knew when it was opened: the opening before, or the
    /// last step of the newest invocation. `nil` for a new store.
    package let lastSeen: UnixTime?

    /// Goes into every digest of a body: 16 bytes, drawn once for a store.
    package let salt: [UInt8]

    /// Commits since the store was opened: units by commits tells how well they share.
    package var commits: Int { counts.commits.load(ordering: .relaxed) }

    /// Small steps of retentions since the store was opened.
    package var retentionSteps: Int { counts.retentionSteps.load(ordering: .relaxed) }

    private let path: String
    private let options: StoreOptions
    private let inbox: Inbox
    private let counts: Counts
    /// `nil` once the writer has ended.
    private let thread: Mutex<Thread?>

    /// Opens or creates a store. It is this process's alone until `stop()`.
    /// Throws `locked`, `newerSchema`, `damaged`, `full`, `busy` or `io`.
    package init(
        path: String, options: StoreOptions = StoreOptions(), now: UnixTime
    ) throws(StoreError) {
        let lock = try FileLock(path: path + ".lock")
        let writer = try Writer.open(path, options: options, lock: lock, now: now)
        let inbox = Inbox(unitsMax: options.unitsWaitingMax, acceptsMax: options.acceptsWaitingMax)
        self.path = path
        self.options = options
        self.inbox = inbox
        counts = writer.counts
        epoch = writer.epoch
        lastSeen = writer.lastSeen
        salt = writer.salt
        thread = Mutex(try Thread { writer.run(inbox) })
    }

    deinit {
        inbox.close(.stopped)
        // The last reference may be one that a `done` held, on the writer's own thread.
        thread.withLock { thread in
            guard let thread else { return }
            if thread.isCurrent { thread.detach() } else { thread.join() }
        }
    }

    /// Keeps a new invocation, unless the same body was accepted within its window.
    /// `done` is called once: on the store's thread, or on the caller's before this method returns
    /// when the store takes nothing (`overloaded`, `stopped`, or dead).
    package func accept(
        _ new: NewInvocation, _ done: @escaping @Sendable (Result<Acceptance, StoreError>) -> Void
    ) {
        inbox.put(.accept(new, done))
    }

    /// Commits a unit: all of it, or nothing. `done` is called as for `accept`.
    package func write(
        _ unit: StoreUnit, _ done: @escaping @Sendable (Result<Void, StoreError>) -> Void
    ) {
        inbox.put(.write(unit, done))
    }

    /// Gives back the unit that was handed in last, if the writer has not begun with it: its `done`
    /// is not called, and it may be handed in again with more in it. For an owner that has one unit
    /// at a time under way.
    package func takeBack() -> StoreUnit? { inbox.takeBack() }

    /// Deletes completed invocations that have not changed since `before`, in small steps between
    /// other work; tells how many are gone. Those of a time after `now`, when a clock was wrong,
    /// stay, and keep no other. The newest invocation always stays, so that no key is
    /// ever used twice.
    package func deleteFinished(
        before: UnixTime, now: UnixTime = UnixTime(milliseconds: .max), invocationsMax: Int,
        _ done: @escaping @Sendable (Result<Int, StoreError>) -> Void
    ) {
        precondition(invocationsMax > 0, "a retention deletes at least one invocation")
        inbox.put(
            .delete(
                Retention(before: before, now: now, invocationsMax: invocationsMax, done: done)))
    }

    /// Writes some data, and takes it away again, to learn whether a disk that was full has room.
    /// `done` is called as for `accept`; `overloaded` says that an earlier question is not yet
    /// answered.
    package func probeRoom(_ done: @escaping @Sendable (Result<Void, StoreError>) -> Void) {
        inbox.put(.probe(done))
    }

    /// Calls back from the writer's thread, once it has done all that was handed in before, or at
    /// once where the store takes nothing any more: one that is stuck does not.
    package func beat(_ done: @escaping @Sendable () -> Void) { inbox.put(.beat(done)) }

    /// A reader with a connection of its own. It sees what is committed, and belongs to one thread.
    package func reader() throws(StoreError) -> StoreReader {
        try StoreReader(path: path, options: options)
    }

    /// Commits what waits, tells it so, checkpoints, closes the file and frees its lock.
    /// Not to be called from a `done`: it waits for the thread that runs them.
    package func stop() {
        inbox.close(.stopped)
        thread.withLock { thread in
            precondition(thread?.isCurrent != true, "a store cannot be stopped from its own thread")
            thread.take()?.join()
        }
    }
}
