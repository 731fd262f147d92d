import Glibc

/// How a child ended, and what it used in all its life.
struct ChildEnding: Hashable, Sendable {
    enum Reason: Hashable, Sendable {
        case exited(Int32)
        case killed(signal: Int32)
    }

    let reason: Reason
    /// CPU time of all its threads, user and system.
    let cpu: Duration
    /// The most memory that was resident at once, in bytes. getrusage(2) counts from before the
    /// exec, when a spawned child still shares its parent's memory: never less than the parent had.
    /// For the child's own peak ask `usage()` while it lives.
    let residentBytesMax: Int

    init(status: Int32, _ usage: rusage) {
        // wait(2)'s macros, which Swift does not import: the low seven bits are the signal, the
        // second byte is the exit status.
        let signal = status & 0x7f
        reason = signal == 0 ? .exited(status >> 8 & 0xff) : .killed(signal: signal)
        cpu = Duration(usage.ru_utime) + Duration(usage.ru_stime)
        residentBytesMax = Int(usage.ru_maxrss) * 1024
    }

    /// Ended by itself with status 0.
    var isSuccess: Bool { reason == .exited(0) }
}

extension ChildEnding: CustomStringConvertible {
    var description: String {
        switch reason {
        case .exited(let status): "exited with status \(status)"
        case .killed(let signal): "was ended by signal \(signal)"
        }
    }
}

/// What a living child has used so far.
struct ChildUsage: Hashable, Sendable {
    /// CPU time of all its threads, user and system; precise to the nanosecond where proc(5)'s
    /// `stat` counts in hundredths of a second.
    let cpu: Duration
    /// Memory that is resident now, in bytes.
    let residentBytes: Int
    /// The most memory that was resident at once since its exec, in bytes.
    let residentBytesMax: Int

    /// `nil` when there is no such process, or it has ended.
    init?(of processID: pid_t) {
        guard let cpu = Self.cpu(of: processID),
            let status = Files.text(of: "/proc/\(processID)/status"),
            let resident = Self.kibibytes("VmRSS:", in: status),
            let peak = Self.kibibytes("VmHWM:", in: status)
        else { return nil }
        self.cpu = cpu
        residentBytes = resident * 1024
        residentBytesMax = peak * 1024
    }

    private static func cpu(of processID: pid_t) -> Duration? {
        var clock = clockid_t()
        guard unsafe clock_getcpuclockid(processID, &clock) == 0 else { return nil }
        // A timespec as its two words: the compiler counts the type's members to a module that is
        // none of ours to import.
        var time: [Int] = [0, 0]
        let code = unsafe time.withUnsafeMutableBytes { words -> Int32 in
            guard let base = words.baseAddress else { return -1 }
            return unsafe clock_gettime(clock, base.assumingMemoryBound(to: timespec.self))
        }
        return code == 0 ? .seconds(time[0]) + .nanoseconds(time[1]) : nil
    }

    private static func kibibytes(_ name: String, in status: String) -> Int? {
        for line in status.split(separator: "\n") where line.hasPrefix(name) {
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            return words.count > 1 ? Int(words[1]) : nil
        }
        return nil
    }
}

extension Duration {
    fileprivate init(_ time: timeval) {
        self = .seconds(Int(time.tv_sec)) + .microseconds(Int(time.tv_usec))
    }
}
