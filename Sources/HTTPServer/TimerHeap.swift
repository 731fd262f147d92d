import Bridge

/// What is due when, the earliest first.
package struct TimerHeap<Payload> {
    private struct Entry: Comparable {
        let due: Int64
        let payload: Payload

        static func < (left: Entry, right: Entry) -> Bool { left.due < right.due }
        static func == (left: Entry, right: Entry) -> Bool { left.due == right.due }
    }

    private var entries = BinaryHeap<Entry>()

    /// When the earliest is due. Kept beside the heap, as every turn of a loop asks for it.
    package private(set) var earliest: Int64?
    package var count: Int { entries.count }

    package init() {}

    /// - Parameter due: in nanoseconds of a clock that never jumps.
    package mutating func insert(_ payload: Payload, due: Int64) {
        entries.insert(Entry(due: due, payload: payload))
        earliest = min(earliest ?? due, due)
    }

    /// Takes the earliest off if its time has come.
    package mutating func popDue(_ now: Int64) -> (due: Int64, payload: Payload)? {
        guard let earliest, earliest <= now else { return nil }
        let first = entries.removeFirst()
        self.earliest = entries.first?.due
        return (first.due, first.payload)
    }
}
