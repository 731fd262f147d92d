/// Counts how many calls wait for their answer, by the moments at which the answers are due.
struct InFlight: Sendable {
    /// Sorted; those before `head` are over.
    private var ends: [Int64] = []
    private var head = 0

    /// Adds a call and gives the number of those in flight, itself included.
    mutating func begin(now: Int64, end: Int64) -> Int {
        while head < ends.count, ends[head] <= now { head += 1 }
        if head > 1024, head * 2 > ends.count {
            ends.removeFirst(head)
            head = 0
        }
        guard end > now else { return ends.count - head + 1 }
        // Latencies are alike, so the place is at the end or near it.
        var place = ends.count
        while place > head, ends[place - 1] > end { place -= 1 }
        ends.insert(end, at: place)
        return ends.count - head
    }
}
