import Testing

@Suite(.serialized) struct `Whatever goes wrong on a call that leaves the bridge,` {
    /// Each cell has its own bridge and its own peers, and mostly waits.
    private static let cellsAtATime = 64

    @Test(.timeLimit(.minutes(60)))
    func `it ends in the class that the evidence allows, and an operation is seen once`()
        async throws
    {
        let cells = MatrixTable.cells + MatrixTable.cuts.flatMap(\.cells)
        let problems = await withTaskGroup(of: [String].self) { group in
            var problems: [String] = []
            var next = cells.makeIterator()
            func start() {
                guard let cell = next.next() else { return }
                group.addTask {
                    do {
                        return try await MatrixRun(cell: cell).problems()
                    } catch {
                        return ["\(cell): \(error)"]
                    }
                }
            }
            for _ in 0..<Self.cellsAtATime { start() }
            while let found = await group.next() {
                problems += found
                start()
            }
            return problems
        }
        for problem in problems { Issue.record("\(problem)") }
        let faults = MatrixTable.lines.count + MatrixTable.cuts.count
        print("proof: outbound fault matrix: \(cells.count) cells of \(faults) faults")
    }

    @Test func `the table has a line for every moment and every kind of call`() {
        for moment in Moment.allCases {
            #expect(MatrixTable.lines.contains { $0.moment == moment }, "\(moment)")
        }
        for call in OutboundCall.allCases {
            #expect(MatrixTable.cells.count { $0.call == call } >= 30, "\(call)")
        }
        let names = MatrixTable.cells.map(\.description)
        #expect(Set(names).count == names.count)
    }
}
