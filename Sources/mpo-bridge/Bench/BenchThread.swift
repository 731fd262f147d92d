import HTTPServer
import Synchronization

/// A thread whose CPU time is measured from its beginning to its end.
struct BenchThread: Sendable {
    private final class Outcome: Sendable {
        let value = Mutex<Result<Duration, CommandError>>(.success(.zero))
    }

    private let outcome = Outcome()
    private var thread: LoopThread

    /// - Parameter isCounted: or its time is somebody else's.
    init(
        _ name: String, isCounted: Bool = true,
        _ body: @escaping @Sendable () throws(CommandError) -> Void
    ) throws(CommandError) {
        do throws(SystemError) {
            thread = try LoopThread(name: name) { [outcome] in
                let before = BenchCaller.threadCPU()
                let result = Result { () throws(CommandError) in
                    try body()
                    return isCounted ? BenchCaller.threadCPU() - before : .zero
                }
                outcome.value.withLock { $0 = result }
            }
        } catch {
            throw CommandError("cannot start a thread: \(error)")
        }
    }

    /// Waits for its end, and gives what it has used: nothing where that is not counted.
    mutating func cpu() throws(CommandError) -> Duration {
        thread.join()
        return try outcome.value.withLock { $0 }.get()
    }
}
