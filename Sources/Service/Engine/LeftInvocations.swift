import Bridge

/// Invocations of which so little is kept that there may be very many: the store knows the rest.
/// They come back in the order in which they were accepted.
struct LeftInvocations {
    struct Entry {
        let key: InvocationKey
        /// When it was accepted.
        let since: MonotonicTime
    }

    /// By their keys.
    private var entries: [Entry] = []
    /// Those before it were given out.
    private var head = 0

    var count: Int { entries.count - head }
    var isEmpty: Bool { count == 0 }
    var sinces: some Sequence<MonotonicTime> { entries[head...].lazy.map(\.since) }

    func contains(_ key: InvocationKey) -> Bool {
        let index = place(of: key)
        return index < entries.count && entries[index].key == key
    }

    mutating func insert(_ entry: Entry) { entries.insert(entry, at: place(of: entry.key)) }

    mutating func popFirst() -> Entry? {
        guard head < entries.count else { return nil }
        defer {
            head += 1
            // Each moves at most once.
            if head * 2 >= entries.count {
                entries.removeFirst(head)
                head = 0
            }
        }
        return entries[head]
    }

    mutating func remove(_ key: InvocationKey) -> Entry? {
        contains(key) ? entries.remove(at: place(of: key)) : nil
    }

    /// The first that is not before a key.
    private func place(of key: InvocationKey) -> Int {
        var (low, high) = (head, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
