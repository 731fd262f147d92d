import CLinux
import Glibc
import Synchronization

/// What other threads put down for the loop. Many answers that come while the loop works cost one
/// lock each and no system call; the first that finds it asleep wakes it with one write.
final class Inbox: Sendable {
    private struct State {
        var commands: [Command] = []
        var isAsleep = false
        var isClosed = false
    }

    private let state = Mutex(State())
    /// An eventfd. It is registered edge-triggered, so nobody needs to read it back to zero.
    let bell: Descriptor

    init() throws(SystemError) {
        let raw = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
        guard raw >= 0 else { throw .last("eventfd") }
        bell = Descriptor(owning: raw)
    }

    func post(_ command: Command) {
        let mustWake = state.withLock { state in
            if state.isClosed { return false }
            state.commands.append(command)
            return exchange(&state.isAsleep, with: false)
        }
        if mustWake { ring() }
    }

    /// Empties the inbox into an array that gives its storage in return.
    func take(into commands: inout [Command]) {
        commands.removeAll(keepingCapacity: true)
        state.withLock { state in
            state.isAsleep = false
            swap(&state.commands, &commands)
        }
    }

    /// Says that the loop is about to wait. Whoever posts from here on rings the bell; what was
    /// posted before is seen here, as both sides hold the lock.
    ///
    /// - Returns: whether there is nothing to do, so that waiting is right.
    func fallAsleep() -> Bool {
        state.withLock { state in
            state.isAsleep = state.commands.isEmpty
            return state.isAsleep
        }
    }

    /// Nobody reads any more: drops what is here and what comes.
    func close() {
        state.withLock { state in
            state.isClosed = true
            state.commands = []
        }
    }

    private func ring() {
        var one: UInt64 = 1
        // Fails only when the counter is full, and then the loop has been woken already.
        _ = unsafe write(bell.raw, &one, MemoryLayout<UInt64>.size)
    }
}
