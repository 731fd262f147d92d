import HTTPServer
import Synchronization

/// Threads for what takes a while and is asked for now and then, each for one errand: whoever asks
/// must serve others meanwhile. No tasks: their pool of threads would ask for priorities that a
/// sandbox does not give.
final class ErrandThreads: Sendable {
    /// At the same time.
    static let countMax = 8

    private let count = Mutex(0)

    /// - Returns: whether the errand is run; otherwise there are too many, or no thread is to be
    ///   had.
    func run(_ errand: @escaping @Sendable () -> Void) -> Bool {
        let isFree = count.withLock { count in
            guard count < Self.countMax else { return false }
            count += 1
            return true
        }
        guard isFree else { return false }
        do throws(SystemError) {
            let thread = try LoopThread(name: "admin-errand") { [self] in
                errand()
                leave()
            }
            thread.detach()
            return true
        } catch {
            leave()
            return false
        }
    }

    private func leave() { count.withLock { $0 -= 1 } }
}
