/// A binary heap: the least of all is at hand, and to put one in or to take it out costs the
/// logarithm of their number. Of equals, any may be the first.
package struct BinaryHeap<Element: Comparable> {
    /// In no order but that of the heap: no child is less than its parent.
    @usableFromInline var elements: [Element] = []

    @inlinable package init() {}

    @inlinable package var count: Int { elements.count }
    @inlinable package var isEmpty: Bool { elements.isEmpty }
    /// The least.
    @inlinable package var first: Element? { elements.first }

    @inlinable package mutating func insert(_ element: Element) {
        elements.append(element)
        var child = elements.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard elements[child] < elements[parent] else { break }
            elements.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the least out; there must be one.
    @inlinable @discardableResult package mutating func removeFirst() -> Element {
        precondition(!elements.isEmpty, "only what is there can be taken")
        elements.swapAt(0, elements.count - 1)
        let first = elements.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < elements.count && elements[child] < elements[least] {
                least = child
            }
            if least == parent { return first }
            elements.swapAt(parent, least)
            parent = least
        }
    }

    /// Drops the others.
    package mutating func keep(where isWanted: (Element) -> Bool) {
        let kept = elements.filter(isWanted)
        elements.removeAll(keepingCapacity: true)
        for element in kept { insert(element) }
    }
}

extension BinaryHeap: Sendable where Element: Sendable {}
