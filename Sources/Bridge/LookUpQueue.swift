/// Rows whose tasks will be looked up, by their time: a binary heap. When a target fails with many
/// calls under way, or for long, they can be as many as the rows of a data set.
struct LookUpQueue: Sendable {
    private var heap: [InvocationMachine.WaitingRow] = []

    var isEmpty: Bool { heap.isEmpty }

    /// The next one; of the same moment the lowest row.
    var first: InvocationMachine.WaitingRow? { heap.first }

    mutating func insert(_ item: InvocationMachine.WaitingRow) {
        heap.append(item)
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[parent].isLater(than: heap[child]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeFirst() -> InvocationMachine.WaitingRow {
        precondition(!heap.isEmpty, "only what waits can be taken")
        heap.swapAt(0, heap.count - 1)
        let first = heap.removeLast()
        var parent = 0
        while true {
            var next = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[next].isLater(than: heap[child]) {
                next = child
            }
            if next == parent { return first }
            heap.swapAt(parent, next)
            parent = next
        }
    }
}
