/// A binary heap: the least of all is at hand, and to put one in or to take it out costs the
/// logarithm of their number. Of equals, any may be the first.
package struct BinaryHeap<Element: Comparable> {
    /// In no order but that of the heap: no child is less than its parent.
    private(set) var elements: [Element] = []

    package init() {}

    /// How many there are.
    package var count: Int { elements.count }
    /// Whether there is none.
    package var isEmpty: Bool { elements.isEmpty }
    /// The least of all.
    package var first: Element? { elements.first }

    /// Puts one in.
    package mutating func insert(_ element: Element) {
        elements.append(element)
        // It goes up from the bottom, past whatever is greater.
        var places = elements.mutableSpan
        var hole = places.count - 1
        while hole > 0 {
            let parent = (hole - 1) / 2
            guard element < places[parent] else { break }
            places[hole] = places[parent]
            hole = parent
        }
        places[hole] = element
    }

    /// Takes the least out; there must be one.
    @discardableResult
    package mutating func removeFirst() -> Element {
        precondition(!elements.isEmpty, "only what is there can be taken")
        let last = elements.removeLast()
        guard let first = elements.first else { return last }
        // The last one goes down from the top, past whatever is less.
        var places = elements.mutableSpan
        var hole = 0
        while true {
            var child = 2 * hole + 1
            guard child < places.count else { break }
            if child + 1 < places.count, places[child + 1] < places[child] { child += 1 }
            guard places[child] < last else { break }
            places[hole] = places[child]
            hole = child
        }
        places[hole] = last
        return first
    }

    /// Drops the others.
    package mutating func keep(where isWanted: (Element) -> Bool) {
        let kept = elements.filter(isWanted)
        elements.removeAll(keepingCapacity: true)
        for element in kept { insert(element) }
    }
}

extension BinaryHeap: Sendable where Element: Sendable {}
