import Bridge

/// One invocation of a simulated run; drawn from the run's seed.
struct InvocationShape {
    /// Its mapping, by its place in the run's shape.
    let mapping: Int
    /// Rows that the product has when it invokes.
    let rowCount: Int
    let isPulled: Bool
    /// How many rows the invoke announces; with a pull that number may be wrong.
    let announced: Int?
    let plan: InvocationMachine.Plan
    /// When the invoke comes, after the start of the run.
    let invokedAfter: Duration
    /// Rows of which every call is refused: a property of the row, as MPO's validation is.
    let invalidRows: Set<Int>
    /// Rows that cannot be mapped.
    let unmappableRows: Set<Int>

    init(mapping: Int, _ generator: inout SeededGenerator) {
        self.mapping = mapping
        let sizes = [0...0, 1...1, 2...8, 2...8, 5...16, 10...30]
        let count = generator.number(sizes[generator.number(0...sizes.count - 1)])
        rowCount = count
        isPulled = generator.chance(0.5)
        if !isPulled {
            announced = count
        } else if generator.chance(0.5) {
            announced = nil
        } else {
            announced = max(0, count + (generator.chance(0.3) ? generator.number(-5...7) : 0))
        }
        plan = InvocationMachine.Plan(
            isReported: generator.chance(0.9), wantsCompletion: generator.chance(0.9),
            pullPageMax: generator.number(1...12), pushBatchMax: generator.number(1...12))
        invokedAfter = .milliseconds(generator.chance(0.4) ? 0 : generator.number(0...5_000))
        invalidRows = Self.some(of: count, chance: 0.06, &generator)
        unmappableRows = Self.some(of: count, chance: 0.04, &generator)
    }

    /// An invocation for a proof that draws nothing: rows that came along and are all in order.
    init(mapping: Int, rowCount: Int, invokedAfter: Duration, pushBatchMax: Int) {
        self.mapping = mapping
        self.rowCount = rowCount
        isPulled = false
        announced = rowCount
        plan = InvocationMachine.Plan(
            isReported: true, wantsCompletion: true, pullPageMax: 1, pushBatchMax: pushBatchMax)
        self.invokedAfter = invokedAfter
        invalidRows = []
        unmappableRows = []
    }

    private static func some(
        of count: Int, chance: Double, _ generator: inout SeededGenerator
    ) -> Set<Int> {
        guard generator.chance(0.5) else { return [] }
        var rows: Set<Int> = []
        for row in 0..<count where generator.chance(chance) { rows.insert(row) }
        return rows
    }

    /// What the store holds once the invoke is acknowledged.
    var progress: Progress {
        Progress(
            state: .accepted, rowsAnnounced: announced, rowsStored: isPulled ? 0 : rowCount,
            isWhole: !isPulled)
    }
}
