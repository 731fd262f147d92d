import Bridge
import Testing

@Suite struct `A heap` {
    @Test func `gives out the least first, however it is filled and emptied`() {
        var heap = BinaryHeap<Int>()
        var model: [Int] = []
        var generator = SeededGenerator(seed: 7)
        for number in 0..<10_000 {
            // In waves, so that it grows tall and runs empty.
            if Int.random(in: 0..<10, using: &generator) < (number / 500 % 2 == 0 ? 7 : 3) {
                let element = Int.random(in: 0..<1_000, using: &generator)
                heap.insert(element)
                model.append(element)
            } else if let least = model.min() {
                model.remove(at: model.firstIndex(of: least) ?? 0)
                guard heap.first == least, heap.removeFirst() == least else {
                    Issue.record("\(least) was not the first")
                    return
                }
            }
            guard heap.count == model.count, heap.isEmpty == model.isEmpty else {
                Issue.record("\(heap.count) instead of \(model.count)")
                return
            }
        }
        #expect(heap.first == model.min())
    }

    @Test func `drops what nobody wants, and keeps the others in order`() {
        var heap = BinaryHeap<Int>()
        for element in [5, 3, 8, 1, 9, 2, 7, 4, 6, 0] { heap.insert(element) }
        heap.keep { $0.isMultiple(of: 2) }
        var order: [Int] = []
        while !heap.isEmpty { order.append(heap.removeFirst()) }
        #expect(order == [0, 2, 4, 6, 8])
    }
}
