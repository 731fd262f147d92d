import CLinux
import Glibc

/// The signals a daemon waits for.
package enum ProcessSignal: Int32, CaseIterable, Sendable {
    case hangup = 1
    case interrupt = 2
    case userDefined1 = 10
    case userDefined2 = 12
    case terminate = 15
}

/// Signals as something to wait for, instead of a handler that interrupts (signalfd(2)).
package final class SignalDescriptor: Sendable {
    private let descriptor: Descriptor

    /// Blocks the signals for the calling thread and for every thread it starts from then on. To
    /// be made on the main thread, before any other thread: one that does not block them would
    /// take them, and die of them.
    package init(_ signals: [ProcessSignal]) throws(SystemError) {
        var set = sigset_t()
        unsafe sigemptyset(&set)
        for signal in signals { unsafe sigaddset(&set, signal.rawValue) }
        let code = unsafe pthread_sigmask(SIG_BLOCK, &set, nil)
        guard code == 0 else { throw SystemError("pthread_sigmask", code: code) }
        let raw = unsafe signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC))
        guard raw >= 0 else { throw .last("signalfd") }
        descriptor = Descriptor(owning: raw)
    }

    /// Waits for the next signal.
    ///
    /// - Parameter limit: how long; nil waits for ever.
    /// - Returns: nil when the time has passed.
    package func wait(for limit: Duration? = nil) -> ProcessSignal? {
        let end = limit.map { Clock.monotonic() + max(0, $0.clampedNanoseconds) }
        while true {
            if let signal = read() { return signal }
            let rest = end.map { $0 - Clock.monotonic() }
            if let rest, rest <= 0 { return nil }
            var entry = pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&entry, 1, Milliseconds.roundedUp(rest))
        }
    }

    /// - Returns: nil when no signal is waiting.
    private func read() -> ProcessSignal? {
        var info = signalfd_siginfo()
        let size = MemoryLayout<signalfd_siginfo>.size
        guard unsafe Glibc.read(descriptor.raw, &info, size) == size else { return nil }
        return ProcessSignal(rawValue: Int32(info.ssi_signo))
    }

    /// Writing to a pipe or a connection that is closed becomes an error for the whole process
    /// (signal(7)): libraries write without MSG_NOSIGNAL, too.
    package static func ignoreBrokenPipes() {
        _ = signal(SIGPIPE, SIG_IGN)
    }

    /// Writing beyond the size that the process's files may have (`ulimit -f`) becomes an error,
    /// as on a full disk (setrlimit(2)).
    package static func ignoreFileSizeLimits() {
        _ = signal(SIGXFSZ, SIG_IGN)
    }
}

/// How poll takes a time.
enum Milliseconds {
    /// Rounded up, as waking early would mean to wait again; -1, for ever, for nil.
    static func roundedUp(_ nanoseconds: Int64?) -> Int32 {
        guard let nanoseconds else { return -1 }
        return Int32(clamping: (max(0, nanoseconds) + 999_999) / 1_000_000)
    }
}
