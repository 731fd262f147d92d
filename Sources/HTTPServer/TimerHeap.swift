/// What is due when: a binary heap, the earliest on top.
package struct TimerHeap<Payload> {
    private var entries: [(due: Int64, payload: Payload)] = []

    /// When the earliest is due.
    package var earliest: Int64? { entries.first?.due }
    package var count: Int { entries.count }

    package init() {}

    /// - Parameter due: in nanoseconds of a clock that never jumps.
    package mutating func insert(_ payload: Payload, due: Int64) {
        entries.append((due, payload))
        var child = entries.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard entries[child].due < entries[parent].due else { break }
            entries.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest off if its time has come.
    package mutating func popDue(_ now: Int64) -> (due: Int64, payload: Payload)? {
        guard let first = entries.first, first.due <= now else { return nil }
        entries.swapAt(0, entries.count - 1)
        entries.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < entries.count && entries[child].due < entries[least].due {
                least = child
            }
            if least == parent { return first }
            entries.swapAt(parent, least)
            parent = least
        }
    }
}
