import Bridge
import Testing

@Suite struct `A set of rows` {
    private static let domain = 0..<60

    /// What the ranges must look like, whatever happened before.
    private func expect(
        _ ranges: RowRanges, equals model: Set<Int>, _ seed: UInt64,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let rows = ranges.ranges.flatMap { Array($0) }
        let isCanonical =
            ranges.ranges.allSatisfy { !$0.isEmpty }
            && zip(ranges.ranges, ranges.ranges.dropFirst()).allSatisfy {
                $0.upperBound < $1.lowerBound
            }
        let isSame =
            rows == model.sorted() && ranges.count == model.count && ranges.first == model.min()
            && ranges.isEmpty == model.isEmpty
            && Self.domain.allSatisfy { ranges.contains($0) == model.contains($0) }
        #expect(
            isCanonical && isSame, "seed \(seed): \(ranges) is not \(model.sorted())",
            sourceLocation: sourceLocation)
    }

    private func range(_ generator: inout SeededGenerator) -> Range<Int> {
        let start = Int.random(in: Self.domain, using: &generator)
        let length = generator.chance(0.1) ? 0 : generator.number(1...12)
        return start..<min(start + length, Self.domain.upperBound)
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `holds what a plain set holds, whatever is done to both`(part: UInt64) {
        for seed in part * 50..<(part + 1) * 50 {
            var generator = SeededGenerator(seed: seed)
            var ranges = RowRanges()
            var model: Set<Int> = []
            for _ in 0..<60 {
                switch generator.number(0...9) {
                case 0...4:
                    let rows = range(&generator)
                    ranges.insert(rows)
                    model.formUnion(rows)
                case 5...7:
                    let rows = range(&generator)
                    ranges.remove(rows)
                    model.subtract(rows)
                default:
                    let max = generator.number(0...15)
                    let taken = Set(model.sorted().prefix(max))
                    expect(ranges.takeFirst(max), equals: taken, seed)
                    model.subtract(taken)
                }
                expect(ranges, equals: model, seed)
            }
        }
    }

    @Test func `joins neighbours into one range`() {
        var rows = RowRanges(0..<5)
        rows.insert(10..<15)
        #expect(rows.ranges == [0..<5, 10..<15])
        rows.insert(5..<10)
        #expect(rows.ranges == [0..<15])
    }

    @Test func `is equal to another with the same rows, however they came`() {
        var upward = RowRanges()
        var downward = RowRanges()
        for row in 0..<20 { upward.insert(row..<row + 1) }
        for row in (0..<20).reversed() { downward.insert(row..<row + 1) }
        #expect(upward == downward)
        #expect(upward == RowRanges(0..<20))
    }

    @Test func `of no rows at all is empty`() {
        #expect(RowRanges(7..<7) == RowRanges())
        #expect(RowRanges().first == nil)
        var rows = RowRanges()
        #expect(rows.takeFirst(5).isEmpty)
        rows.remove(0..<10)
        #expect(rows.isEmpty && rows.count == 0)
    }

    @Test func `gives the lowest rows first, across gaps`() {
        var rows = RowRanges(0..<3)
        rows.insert(5..<8)
        rows.insert(10..<20)
        #expect(rows.takeFirst(7).ranges == [0..<3, 5..<8, 10..<11])
        #expect(rows.ranges == [11..<20])
        #expect(rows.takeFirst(0).isEmpty)
        #expect(rows.takeFirst(.max).ranges == [11..<20])
        #expect(rows.isEmpty)
    }

    @Test func `of many holes gives a batch at once`() {
        // Row by row this took a second, since each row taken moved all that follow.
        var rows = RowRanges()
        for row in 0..<200_000 { rows.insert(2 * row..<2 * row + 1) }
        let batch = rows.takeFirst(100_000)
        #expect(batch.count == 100_000 && rows.count == 100_000)
        #expect(rows.first == 200_000)
    }
}
