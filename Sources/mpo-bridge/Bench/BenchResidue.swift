import Synchronization

/// What must not outlive the bench: its child processes and its folder. Whoever gives up clears it.
final class BenchResidue: Sendable {
    private struct State: Sendable {
        var children: [ChildProcess] = []
        var folders: [TemporaryDirectory] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// Starts the process of the simulated sides.
    ///
    /// - Parameter arguments: of the program.
    func startPeers(_ arguments: [String]) throws(CommandError) -> ChildProcess {
        try keep { () throws(CommandError) in
            do throws(ChildError) {
                return try ChildProcess(
                    arguments: arguments, environment: Environment.all, stdout: .pipe,
                    stderr: .inherited)
            } catch {
                throw CommandError("cannot start the simulated sides: \(error)")
            }
        }
    }

    /// Starts a daemon.
    func startDaemon(
        configuration: String, log: String, secrets: [String: String]
    ) throws(CommandError) -> DaemonProcess {
        var daemon: DaemonProcess?
        _ = try keep { () throws(CommandError) in
            let started = try DaemonProcess(
                configuration: configuration, log: log, secrets: secrets)
            daemon = started
            return started.child
        }
        guard let daemon else { preconditionFailure("what was kept was started") }
        return daemon
    }

    /// Under the lock, so that nothing starts unnoticed while everything is cleared.
    private func keep(
        _ start: () throws(CommandError) -> ChildProcess
    ) throws(CommandError) -> ChildProcess {
        try state.withLock { state throws(CommandError) in
            guard !state.isClosed else { throw CommandError("stopped") }
            let child = try start()
            state.children.append(child)
            return child
        }
    }

    /// Asks a child to end, and sees to it.
    func end(_ child: ChildProcess) {
        _ = child.stop(within: .seconds(40))
        state.withLock { $0.children.removeAll { $0 === child } }
    }

    func makeFolder(in directory: String) throws(CommandError) -> TemporaryDirectory {
        try state.withLock { state throws(CommandError) in
            guard !state.isClosed else { throw CommandError("stopped") }
            let folder = try TemporaryDirectory(named: "mpo-bridge-bench", in: directory)
            state.folders.append(folder)
            return folder
        }
    }

    func remove(_ folder: TemporaryDirectory) {
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
