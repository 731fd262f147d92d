import Synchronization

/// Whether every loop that must be alive still turns. Each is asked to call back from its own
/// thread, which one that is stuck never does.
///
/// A loop is asked again only when all have answered: what waits for a stuck one is one question.
package final class Heartbeat: Sendable {
    /// A loop that can be asked.
    package struct Loop: Sendable {
        let name: String
        let ask: @Sendable (@escaping @Sendable () -> Void) -> Void

        /// - Parameters:
        ///   - name: for the log.
        ///   - ask: calls back once, from the loop's thread, without waiting for it here.
        package init(
            _ name: String, ask: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
        ) {
            self.name = name
            self.ask = ask
        }
    }

    private let loops: [Loop]
    /// Indexes of the loops whose answer is awaited.
    private let awaited = Mutex<Set<Int>>([])

    /// - Parameter loops: nobody has been asked yet.
    package init(_ loops: [Loop]) { self.loops = loops }

    /// The names of those that have not answered yet. When there is none, all are asked anew.
    package func listen() -> [String] {
        let silent = awaited.withLock { awaited in
            if awaited.isEmpty {
                awaited = Set(loops.indices)
                return [Int]()
            }
            return awaited.sorted()
        }
        guard silent.isEmpty else { return silent.map { loops[$0].name } }
        for (index, loop) in loops.enumerated() {
            loop.ask { [self] in _ = awaited.withLock { $0.remove(index) } }
        }
        return []
    }
}
