import HTTPServer
import Testing

@Suite struct `The heap of timers` {
    @Test func `gives back what is due, the earliest first`() {
        var heap = TimerHeap<Int>()
        var model: [Int64] = []
        for number in 0..<500 {
            let due = Int64.random(in: 0..<100)
            heap.insert(number, due: due)
            model.append(due)
            #expect(heap.earliest == model.min())
            // Now and then some of it becomes due.
            let now = number % 7 == 0 ? Int64.random(in: 0..<60) : -1
            for expected in model.filter({ $0 <= now }).sorted() {
                #expect(heap.popDue(now)?.due == expected)
            }
            model.removeAll { $0 <= now }
            #expect(heap.popDue(now) == nil)
            #expect(heap.count == model.count)
        }
    }
}
