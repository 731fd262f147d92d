import Foundation

/// The real daemon, as a process of its own, with its log at hand.
final class BridgeProcess: @unchecked Sendable {
    // Sendable: `process` is used by one test's task at a time; `lines` only under `condition`.
    private let process = Process()
    private let output = Pipe()
    private let condition = NSCondition()
    private var lines: [String] = []
    private var isEnded = false
    private var isGone = false

    /// How a process ended: by itself with a status, or by a signal.
    enum Ending: Hashable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The executable that was built with this test bundle, beside it.
    static let executable: URL = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
        let folder = URL(fileURLWithPath: runner ?? CommandLine.arguments[0])
            .deletingLastPathComponent()
        return folder.appending(path: "mpo-bridge")
    }()

    /// Starts the program with these arguments.
    ///
    /// - Parameter socket: a listening socket to hand over, as systemd does it.
    init(
        _ arguments: [String], environment: [String: String] = [:], socket: Int32? = nil
    ) throws {
        process.executableURL = Self.executable
        process.arguments = arguments
        if let socket {
            // Only the shell knows the number of the process before there is one.
            process.executableURL = URL(filePath: "/bin/sh")
            let script =
                #"exec 3<&0 </dev/null; LISTEN_PID=$$ LISTEN_FDS=1 "#
                + #"LISTEN_FDNAMES=receiver exec "$0" "$@""#
            process.arguments = ["-c", script, Self.executable.path] + arguments
            process.standardInput = FileHandle(fileDescriptor: socket, closeOnDealloc: false)
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardError = output
        process.standardOutput = FileHandle.nullDevice
        let handle = output.fileHandleForReading
        Thread.detachNewThread { [self] in read(handle) }
        process.terminationHandler = { [weak self] _ in self?.noteGone() }
        try process.run()
        // Ours is closed, so that the end of the child is the end of the pipe.
        try output.fileHandleForWriting.close()
    }

    private func noteGone() {
        condition.withLock {
            isGone = true
            condition.broadcast()
        }
    }

    private func read(_ handle: FileHandle) {
        var rest = Data()
        while true {
            let chunk = handle.availableData
            if chunk.isEmpty { break }
            rest.append(chunk)
            while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
                rest = rest[rest.index(after: end)...]
                condition.withLock {
                    lines.append(line)
                    condition.broadcast()
                }
            }
        }
        condition.withLock {
            isEnded = true
            condition.broadcast()
        }
    }

    var log: [String] { condition.withLock { lines } }

    /// Waits for a log line that holds all of these texts.
    func line(_ texts: String..., within seconds: TimeInterval = 60) throws -> String {
        try wait(for: "log line with \(texts)", within: seconds) { line in
            texts.allSatisfy(line.contains) ? line : nil
        }
    }

    /// Waits for a line of any of these events.
    func event(_ names: String..., within seconds: TimeInterval = 60) throws -> String {
        try wait(for: "event \(names)", within: seconds) { line in
            names.first { line.contains("event=\($0) ") }
        }
    }

    /// Waits until `find` makes something of a line.
    private func wait(
        for what: String, within seconds: TimeInterval, _ find: (String) -> String?
    ) throws -> String {
        let deadline = Date(timeIntervalSinceNow: seconds)
        condition.lock()
        defer { condition.unlock() }
        while true {
            if let found = lines.lazy.compactMap(find).first { return found }
            // Who is gone has said all; another child may hold the pipe open.
            let end = isGone ? min(deadline, Date(timeIntervalSinceNow: 1)) : deadline
            if isEnded || !condition.wait(until: end) {
                throw Failure(
                    description: "no \(what); the log:\n"
                        + lines.suffix(50).joined(separator: "\n"))
            }
        }
    }

    /// The port that the receiver was given.
    func receiverPort() throws -> Int {
        let line = try line("event=listening", "server=receiver")
        let digits = line.reversed().drop { !$0.isNumber }.prefix { $0.isNumber }.reversed()
        guard let port = Int(String(digits)) else { throw Failure(description: line) }
        return port
    }

    /// Waits for an end that comes by itself; `nil` when it does not.
    func ending(within seconds: TimeInterval) -> Ending? {
        let deadline = Date(timeIntervalSinceNow: seconds)
        let hasEnded = condition.withLock {
            while !isGone, condition.wait(until: deadline) {}
            return isGone
        }
        guard hasEnded else { return nil }
        process.waitUntilExit()
        let status = process.terminationStatus
        return process.terminationReason == .uncaughtSignal ? .signal(status) : .exit(status)
    }

    /// Asks it to stop, and does not wait.
    func signal(_ number: Int32) { Glibc.kill(process.processIdentifier, number) }

    /// Bounds how far into a file the process may write, or lifts the bound: what a disk without
    /// space and with space again is, for every user and on every file system.
    func limitFileSize(to bytes: Int?) throws {
        let limit = Process()
        limit.executableURL = URL(filePath: "/usr/bin/prlimit")
        let soft = bytes.map(String.init) ?? "unlimited"
        limit.arguments = ["--pid", "\(process.processIdentifier)", "--fsize=\(soft):unlimited"]
        try limit.run()
        limit.waitUntilExit()
        guard limit.terminationStatus == 0 else { throw Failure(description: "prlimit failed") }
    }

    /// kill -9, and waits until the process is gone.
    func kill() {
        Glibc.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// SIGTERM, and the exit status.
    func terminate() -> Int32 {
        Glibc.kill(process.processIdentifier, SIGTERM)
        return wait()
    }

    /// Waits for an end that comes by itself, and until all of the log has been read.
    func wait() -> Int32 {
        process.waitUntilExit()
        condition.withLock {
            // Not for ever: another child may have inherited the pipe.
            let deadline = Date(timeIntervalSinceNow: 10)
            while !isEnded, condition.wait(until: deadline) {}
        }
        return process.terminationStatus
    }

    /// The most memory that the process has held, in bytes (proc(5), VmHWM).
    func peakMemory() throws -> Int {
        let path = "/proc/\(process.processIdentifier)/status"
        let status = try String(contentsOfFile: path, encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let number = line?.split(separator: " ").compactMap { Int($0) }.first
        guard let number else { throw Failure(description: "no VmHWM in \(path)") }
        return number * 1024
    }
}
