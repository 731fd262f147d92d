/// A set of rows kept as sorted, disjoint, non-adjacent ranges: small however many rows it holds,
/// as long as the rows settle roughly in order.
package struct RowRanges: Hashable, Sendable {
    package private(set) var ranges: [Range<Int>] = []
    package private(set) var count = 0

    package init() {}

    package init(_ range: Range<Int>) { insert(range) }

    package var isEmpty: Bool { ranges.isEmpty }
    package var first: Int? { ranges.first?.lowerBound }

    /// The index of the first range that ends at or after `row`.
    private func position(of row: Int) -> Int {
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound < row { low = middle + 1 } else { high = middle }
        }
        return low
    }

    package func contains(_ row: Int) -> Bool {
        let index = position(of: row + 1)
        return index < ranges.count && ranges[index].contains(row)
    }

    /// Adds rows; those that are in the set already change nothing.
    package mutating func insert(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let start = position(of: range.lowerBound)
        var merged = range
        var end = start
        var absorbed = 0
        while end < ranges.count, ranges[end].lowerBound <= merged.upperBound {
            absorbed += ranges[end].count
            merged =
                Swift.min(
                    merged.lowerBound, ranges[end].lowerBound)..<Swift.max(
                    merged.upperBound, ranges[end].upperBound)
            end += 1
        }
        ranges.replaceSubrange(start..<end, with: CollectionOfOne(merged))
        count += merged.count - absorbed
    }

    /// Takes rows out; those that are not in the set change nothing.
    package mutating func remove(_ range: Range<Int>) {
        guard !range.isEmpty else { return }
        let start = position(of: range.lowerBound + 1)
        var end = start
        var rest: [Range<Int>] = []
        while end < ranges.count, ranges[end].lowerBound < range.upperBound {
            let old = ranges[end]
            count -= old.count
            if old.lowerBound < range.lowerBound { rest.append(old.lowerBound..<range.lowerBound) }
            if old.upperBound > range.upperBound { rest.append(range.upperBound..<old.upperBound) }
            end += 1
        }
        for range in rest { count += range.count }
        ranges.replaceSubrange(start..<end, with: rest)
    }

    /// Takes the lowest rows out of the set, at most `max` of them.
    package mutating func takeFirst(_ max: Int) -> RowRanges {
        var taken = RowRanges()
        var wholes = 0
        while taken.count < max, wholes < ranges.count {
            let range = ranges[wholes]
            let piece = range.prefix(max - taken.count)
            taken.ranges.append(piece)
            taken.count += piece.count
            if piece == range {
                wholes += 1
            } else {
                ranges[wholes] = piece.upperBound..<range.upperBound
            }
        }
        // At one stroke: taking range by range would move all that follow each time.
        ranges.removeFirst(wholes)
        count -= taken.count
        return taken
    }
}
