/// When to look at which invocation again. An invocation may stand in it more than once; looking
/// too often costs little and changes nothing.
package struct TimerQueue: Sendable {
    private struct Entry: Comparable {
        let at: MonotonicTime
        let key: InvocationKey

        static func < (left: Entry, right: Entry) -> Bool { left.at < right.at }
    }

    private var heap = BinaryHeap<Entry>()

    package init() {}

    /// Entries that nobody waits for any more are left lying about, up to so many.
    package static let staleMax = 1_000

    /// The next moment, if there is one.
    package var next: MonotonicTime? { heap.first?.at }
    /// Entries, those included that nobody waits for any more.
    package var count: Int { heap.count }

    /// Sets a timer, and now and then drops those that nobody waits for.
    ///
    /// - Parameters:
    ///   - wantedMax: how many entries somebody can be waiting for at most.
    ///   - isWanted: whether somebody still waits for an entry.
    package mutating func insert(
        _ key: InvocationKey, at moment: MonotonicTime, wantedMax: Int,
        isWanted: (InvocationKey, MonotonicTime) -> Bool
    ) {
        heap.insert(Entry(at: moment, key: key))
        // So rarely that it costs next to nothing for each one that comes in.
        guard heap.count > 2 * wantedMax + Self.staleMax else { return }
        heap.keep { isWanted($0.key, $0.at) }
    }

    /// Takes the first invocation whose time has come.
    package mutating func popDue(_ now: MonotonicTime) -> InvocationKey? {
        guard let first = heap.first, first.at <= now else { return nil }
        return heap.removeFirst().key
    }
}
