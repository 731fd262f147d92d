internal import Synchronization

/// What the writer counts for others to read.
final class Counts: Sendable {
    let commits = Atomic<Int>(0)
    let retentionSteps = Atomic<Int>(0)
}
