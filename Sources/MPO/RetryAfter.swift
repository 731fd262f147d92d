package import Bridge

/// Reads the Retry-After field (RFC 9110, section 10.2.3): seconds, or a date.
package enum RetryAfter {
    /// The moment that a date in Retry-After counts from: the answer's own Date, where it has one,
    /// since both are of one clock and ours may be wrong.
    package static func reference(date: String?, wall: UnixTime) -> UnixTime {
        date.flatMap { HTTPDate.time($0, now: wall) } ?? wall
    }

    /// How long to wait, not negative and at most `Classification.retryAfterMax`; `nil` when the
    /// field is absent or says nothing.
    package static func duration(_ value: String?, now: UnixTime) -> Duration? {
        guard let value else { return nil }
        let words = value.split { $0 == " " || $0 == "\t" }
        if words.count == 1, words[0].utf8.allSatisfy(isDigit) {
            // More digits than fit mean "very long".
            return bounded(seconds: Int64(words[0]) ?? .max)
        }
        guard let date = HTTPDate.time(value, now: now) else { return nil }
        // Rounded up: a part of a second early is too early.
        return bounded(seconds: (date.milliseconds - now.milliseconds + 999) / 1000)
    }

    private static func bounded(seconds: Int64) -> Duration {
        min(max(.seconds(min(seconds, 1 << 40)), .zero), Classification.retryAfterMax)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}
