import Glibc
import Synchronization

/// Another process of this machine, started and ended by this one: the daemon that `demo` shows,
/// and what `bench` measures.
///
/// Safe on any thread. Somebody has to call one of the waits in the end, or the kernel keeps the
/// dead child's entry until this process is gone.
final class ChildProcess: Sendable {
    let processID: pid_t
    /// What the child writes to stdout, when that is a pipe.
    let output: ChildOutput?
    /// How it ended, once somebody has waited for it: from then on the id may be another process's.
    private let ending = Mutex<ChildEnding?>(nil)

    /// Where a stream of the child goes.
    enum Stream: Sendable {
        /// To where this process's own stream goes.
        case inherited
        /// To a file, which is made (0600) or gone on with.
        case file(String)
        /// To `output`; for stdout only.
        case pipe
        case nowhere
    }

    /// The program that runs now. A path rather than `/proc/self/exe` where possible, so that
    /// process lists name it.
    static var ownExecutable: String {
        let link = "/proc/self/exe"
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(link, &path, path.count - 1)
        let name = String(decoding: path.prefix(max(0, count)).map(UInt8.init), as: UTF8.self)
        return unsafe access(name, X_OK) == 0 ? name : link
    }

    /// Starts a program. It inherits no blocked and no ignored signal, and of the descriptors the
    /// three streams (stdin is /dev/null): whatever else is open here closes at the exec.
    ///
    /// - Parameters:
    ///   - arguments: without the program's own name.
    ///   - environment: the whole of it.
    init(
        executable: String = ChildProcess.ownExecutable, arguments: [String],
        environment: [String: String], stdout: Stream, stderr: Stream
    ) throws(ChildError) {
        var pipe: (read: Int32, write: Int32)?
        if case .pipe = stdout { pipe = try Self.makePipe() }
        defer { if let pipe { close(pipe.write) } }
        do throws(ChildError) {
            let actions = try SpawnActions(stdout, stderr, pipe: pipe?.write)
            processID = try actions.spawn(executable, arguments, environment)
        } catch {
            if let pipe { close(pipe.read) }
            throw error
        }
        output = pipe.map { ChildOutput(descriptor: $0.read) }
    }

    /// A pipe that children do not inherit.
    static func makePipe() throws(ChildError) -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { throw ChildError("pipe", errno) }
        // A second spawn in between could leak the ends: Swift's Glibc knows no pipe2(2). The one
        // who reads would then wait for the end of both children.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }

    /// Sends a signal, unless it is known that the child has ended.
    func signal(_ signal: ChildSignal) {
        // Under the lock: nobody can reap the child, and so free its id, between the look and the
        // kill. A child that is dead but not waited for still owns its id.
        ending.withLock { ending in
            guard ending == nil else { return }
            // kill(2) can fail only because the child is dead already.
            _ = kill(processID, signal.rawValue)
        }
    }

    /// How it ended; `nil` while it runs.
    func poll() -> ChildEnding? {
        ending.withLock { ending in
            if ending == nil { ending = Self.reap(processID) }
            return ending
        }
    }

    /// Waits until it has ended; `nil` when the limit has passed before.
    func wait(atMost limit: Duration) -> ChildEnding? {
        let clock = ContinuousClock()
        let deadline = clock.now + limit
        while true {
            if let ending = poll() { return ending }
            guard clock.now < deadline else { return nil }
            usleep(2_000)
        }
    }

    /// Asks it to stop (SIGTERM), and kills it when it has not within the limit.
    func stop(within limit: Duration) -> ChildEnding {
        signal(.terminate)
        if let ending = wait(atMost: limit) { return ending }
        signal(.kill)
        while true {
            if let ending = wait(atMost: .seconds(60)) { return ending }
        }
    }

    /// What it has used so far; `nil` once it has ended.
    func usage() -> ChildUsage? {
        ending.withLock { ending in
            ending == nil ? ChildUsage(of: processID) : nil
        }
    }

    private static func reap(_ processID: pid_t) -> ChildEnding? {
        var status: Int32 = 0
        var usage = rusage()
        while true {
            let code = unsafe wait4(processID, &status, WNOHANG, &usage)
            if code == processID { return ChildEnding(status: status, usage) }
            guard code < 0, errno == EINTR else { break }
        }
        return nil
    }
}

/// Asks or forces a child to do something.
enum ChildSignal: Sendable {
    case terminate
    case interrupt
    case kill
    /// Stands still until `proceed`.
    case pause
    case proceed

    var rawValue: Int32 {
        switch self {
        case .terminate: SIGTERM
        case .interrupt: SIGINT
        case .kill: SIGKILL
        case .pause: SIGSTOP
        case .proceed: SIGCONT
        }
    }
}

/// A child could not be started.
struct ChildError: Error, CustomStringConvertible {
    let call: String
    let number: Int32

    init(_ call: String, _ number: Int32) {
        self.call = call
        self.number = number
    }

    var description: String { "\(call): \(unsafe String(cString: strerror(number)))" }
}
