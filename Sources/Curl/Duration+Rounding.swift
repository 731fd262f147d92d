extension Duration {
    /// Whole milliseconds as libcurl counts them, never less than was meant; none if negative.
    var millisecondsRoundedUp: Int32 {
        Int32(clamping: roundedUp(toUnitsOf: 1_000_000_000_000_000, perSecond: 1000))
    }

    /// Whole nanoseconds, never less than was meant; none if negative.
    var nanosecondsRoundedUp: Int64 {
        roundedUp(toUnitsOf: 1_000_000_000, perSecond: 1_000_000_000)
    }

    private func roundedUp(toUnitsOf size: Int64, perSecond: Int64) -> Int64 {
        let (seconds, attoseconds) = components
        guard seconds >= 0, attoseconds >= 0 else { return 0 }
        guard seconds < .max / perSecond else { return .max }
        return seconds * perSecond + (attoseconds + size - 1) / size
    }
}
