import Bridge

/// The store: transactions that happen wholly or not at all, in the order in which they came.
struct SimulatedDisk {
    /// By invocation; `nil` until its invoke was acknowledged.
    private(set) var invocations: [SimulatedRecords?]

    init(count: Int) { invocations = Array(repeating: nil, count: count) }

    /// An invoke is acknowledged.
    mutating func accept(_ number: Int, _ shape: InvocationShape) {
        invocations[number] = SimulatedRecords(
            shape.progress, isReportWanted: shape.plan.isReported)
    }

    /// One transaction.
    mutating func commit(_ unit: SimulatedUnit) throws(Violation) {
        for step in unit.steps {
            guard let progress = step.progress else { continue }
            guard var records = invocations[step.invocation] else {
                throw Violation("a step of an invocation that is not here")
            }
            do {
                // Taken out meanwhile: otherwise every transaction would copy all rows.
                invocations[step.invocation] = nil
                try records.commit(step.changes, progress)
                invocations[step.invocation] = records
            } catch {
                throw Violation("invocation \(step.invocation): \(error)")
            }
        }
    }

    /// Invocations that are not over, in the order of their keys.
    func unfinished(after last: Int, limit: Int) -> [Int] {
        let numbers = invocations.indices.filter {
            $0 > last && invocations[$0].map { $0.progress.state != .completed } ?? false
        }
        return Array(numbers.prefix(limit))
    }
}
