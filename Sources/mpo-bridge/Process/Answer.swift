import Glibc
import Synchronization

/// What a task finds out, for the thread that looks for it now and then.
final class Answer<Value: Sendable>: Sendable {
    private let content = Mutex<Value?>(nil)

    /// `nil` until it is there.
    var value: Value? { content.withLock { $0 } }

    /// Waits until it is there: for a command, which has nothing else to do.
    func wait() -> Value {
        while true {
            if let value { return value }
            usleep(500)
        }
    }

    init(_ find: @escaping @Sendable () async -> Value) {
        Task.detached { [self] in
            let value = await find()
            content.withLock { $0 = value }
        }
    }
}
