import Synchronization

/// The mappings that operators have paused, for whoever asks on another thread.
final class PauseRecord: Sendable {
    private let names = Mutex<Set<String>>([])

    var now: [String] { names.withLock { $0.sorted() } }

    func replace(with names: Set<String>) { self.names.withLock { $0 = names } }
}
