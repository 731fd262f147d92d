package import Bridge

/// systemd's watchdog (sd_watchdog_enabled(3)): a daemon that has not told for so long that it is
/// alive is killed and started again. It is told only while every loop answers.
package struct Watchdog {
    /// What a look comes to.
    package enum Verdict: Hashable, Sendable {
        /// It is not time yet.
        case quiet
        /// All loops have answered: to be told.
        case alive
        /// These have not answered for half of the time after which the daemon is killed.
        case silent([String])
    }

    private let heartbeat: Heartbeat
    private let interval: Duration
    private var nextAt: MonotonicTime
    private var askedAt: MonotonicTime
    private var wasToldSilent = false

    /// Questions within one interval: so many times can an answer be late before it matters.
    private static let questionsPerInterval = 4

    /// - Parameters:
    ///   - environment: the process's own variables.
    ///   - now: when the daemon became ready.
    /// - Returns: nil where nobody watches.
    package init?(
        _ environment: [String: String], processID: Int32, heartbeat: Heartbeat,
        now: MonotonicTime
    ) {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }),
            microseconds > 0
        else { return nil }
        // A child inherits the variables, and is not the one that is watched.
        if let watched = environment["WATCHDOG_PID"], Int32(watched) != processID { return nil }
        interval = .microseconds(microseconds)
        self.heartbeat = heartbeat
        nextAt = now
        askedAt = now
    }

    /// To be called every second or so, from the thread whose own life is watched as well.
    package mutating func look(now: MonotonicTime) -> Verdict {
        guard now >= nextAt else { return .quiet }
        let silent = heartbeat.listen()
        guard !silent.isEmpty else {
            askedAt = now
            nextAt = now.advanced(by: interval / Self.questionsPerInterval)
            wasToldSilent = false
            return .alive
        }
        guard !wasToldSilent, askedAt.duration(to: now) >= interval / 2 else { return .quiet }
        wasToldSilent = true
        return .silent(silent)
    }
}
