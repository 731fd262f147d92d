import Synchronization

/// What must not outlive the bench: its child processes and its folder. Whoever gives up clears it.
final class BenchResidue: Sendable {
    private struct State: Sendable {
        var children: [ChildProcess] = []
        var folders: [BenchFolder] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Starts this program once more. Its stdout is a pipe; its stderr goes to the file `log`, or
    /// to where this process's own goes.
    func start(
        _ arguments: [String], environment: [String: String], log: String?
    ) throws(BenchError) -> ChildProcess {
        try state.withLock { state throws(BenchError) in
            guard !state.isClosed else { throw BenchError("interrupted") }
            do throws(ChildError) {
                let child = try ChildProcess(
                    executable: ChildProcess.ownExecutable, arguments: arguments,
                    environment: Environment.all.merging(environment) { $1 }, stdout: .pipe,
                    stderr: log.map { .file($0) } ?? .inherited)
                state.children.append(child)
                return child
            } catch {
                throw BenchError("cannot start another process: \(error)")
            }
        }
    }

    /// Asks a child to end, and sees to it.
    func end(_ child: ChildProcess) {
        _ = child.stop(within: .seconds(40))
        state.withLock { $0.children.removeAll { $0 === child } }
    }

    func makeFolder(in directory: String) throws(BenchError) -> BenchFolder {
        try state.withLock { state throws(BenchError) in
            guard !state.isClosed else { throw BenchError("interrupted") }
            let folder = try BenchFolder(in: directory)
            state.folders.append(folder)
            return folder
        }
    }

    func remove(_ folder: BenchFolder) {
        folder.remove()
        state.withLock { $0.folders.removeAll { $0.path == folder.path } }
    }

    /// Kills every child, removes every folder, and starts nothing any more.
    func clear() {
        let left = state.withLock { state in
            state.isClosed = true
            defer { state.children = [] }
            return (children: state.children, folders: state.folders)
        }
        for child in left.children { child.signal(.kill) }
        for child in left.children { _ = child.wait(atMost: .seconds(10)) }
        for folder in left.folders { folder.remove() }
    }
}
