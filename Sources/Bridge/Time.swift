/// A moment of the wall clock, for tokens, signatures and records. Timers never use it: it can
/// jump.
package struct UnixTime: Hashable, Comparable, Sendable {
    /// Milliseconds since 1970-01-01T00:00:00Z.
    package let milliseconds: Int64

    package init(milliseconds: Int64) { self.milliseconds = milliseconds }

    package init(seconds: Int64) { milliseconds = seconds * 1000 }

    /// Whole seconds since 1970, rounded down: what tokens and signatures carry.
    package var seconds: Int64 {
        let (whole, rest) = milliseconds.quotientAndRemainder(dividingBy: 1000)
        return rest < 0 ? whole - 1 : whole
    }

    package static func < (left: UnixTime, right: UnixTime) -> Bool {
        left.milliseconds < right.milliseconds
    }

    /// The moment that much later; the last (or first) there is when it does not fit.
    package func advanced(by duration: Duration) -> UnixTime {
        UnixTime(milliseconds: milliseconds.addingWithinBounds(duration.inMilliseconds))
    }
}

/// A moment of the monotonic clock, for timers, deadlines and measured durations.
package struct MonotonicTime: Hashable, Comparable, Sendable {
    /// Nanoseconds since some moment before the process started.
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment that much later; the last (or first) there is when it does not fit.
    package func advanced(by duration: Duration) -> MonotonicTime {
        MonotonicTime(nanoseconds: nanoseconds.addingWithinBounds(duration.inNanoseconds))
    }

    /// How long from this moment to a later one; negative when the other is earlier.
    package func duration(to other: MonotonicTime) -> Duration {
        .nanoseconds(other.nanoseconds - nanoseconds)
    }
}

extension Duration {
    /// Whole milliseconds, rounded towards zero; the longest there is when it does not fit.
    package var inMilliseconds: Int64 { whole(perSecond: 1000) }

    /// Whole nanoseconds, rounded towards zero; the longest there is when it does not fit (292
    /// years).
    package var inNanoseconds: Int64 { whole(perSecond: 1_000_000_000) }

    private func whole(perSecond units: Int64) -> Int64 {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: units)
        if overflow { return seconds < 0 ? .min : .max }
        return whole.addingWithinBounds(attoseconds / (1_000_000_000_000_000_000 / units))
    }
}

extension Int64 {
    /// The sum, or the bound that it would pass.
    fileprivate func addingWithinBounds(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other < 0 ? .min : .max
    }
}
