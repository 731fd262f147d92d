import Bridge

/// When to look at which invocation again: a binary heap by time. An invocation may stand in it
/// more than once; looking too often costs little and changes nothing.
struct TimerQueue {
    private struct Entry {
        let at: MonotonicTime
        let key: InvocationKey
    }

    private var heap: [Entry] = []

    /// The next moment, if there is one.
    var next: MonotonicTime? { heap.first?.at }

    mutating func insert(_ key: InvocationKey, at moment: MonotonicTime) {
        heap.append(Entry(at: moment, key: key))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].at < heap[parent].at else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    var count: Int { heap.count }

    /// Drops the entries that nobody waits for any more.
    mutating func keep(where isWanted: (InvocationKey, MonotonicTime) -> Bool) {
        let kept = heap.filter { isWanted($0.key, $0.at) }
        heap = []
        for entry in kept { insert(entry.key, at: entry.at) }
    }

    /// Takes the first invocation whose time has come.
    mutating func popDue(_ now: MonotonicTime) -> InvocationKey? {
        guard let first = heap.first, first.at <= now else { return nil }
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            var smallest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].at < heap[smallest].at {
                smallest = child
            }
            if smallest == parent { return first.key }
            heap.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
