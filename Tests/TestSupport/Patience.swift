import Glibc

/// Waits for what comes by itself: looks often, and not for ever.
package enum Patience {
    /// Long enough for a slow and busy machine.
    private static let limit = Duration.seconds(60)

    /// Holds the thread. - Returns: whether it has come.
    @discardableResult
    package static func wait(_ isDone: () -> Bool) -> Bool {
        let end = ContinuousClock.now + limit
        while !isDone() {
            guard ContinuousClock.now < end else { return false }
            // Sleeps because it looks again and again; how long it takes does not decide.
            usleep(500)
        }
        return true
    }

    /// Lets others have the thread. - Returns: whether it has come.
    package static func wait(within limit: Duration, until isDone: () -> Bool) async -> Bool {
        let end = ContinuousClock.now + limit
        while !isDone() {
            guard ContinuousClock.now < end else { return false }
            // Sleeps because nobody tells when a condition comes true.
            try? await Task.sleep(for: .milliseconds(10))
        }
        return true
    }
}
