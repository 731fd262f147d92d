package import Bridge

/// How far a reload is, for the service manager.
package enum ReloadPhase: Hashable, Sendable {
    /// Nothing is changed yet. The moment is what `MONOTONIC_USEC=` of sd_notify(3) wants beside
    /// `RELOADING=1`.
    case began(at: MonotonicTime)
    /// The daemon is ready again: with the new configuration, or with the one it had.
    case ended(isChanged: Bool)
}
