import Bridge

/// The product's side of one invocation: it serves pages and checks what it is told.
struct SimulatedProduct {
    private let plan: InvocationMachine.Plan
    /// Rows that its export has at present.
    private(set) var rowCount: Int
    /// Rows that it has served: the bridge may not ask beyond them.
    private var servedTo = 0
    private(set) var received: [Int: InvocationMachine.FinalStatus] = [:]
    /// Rows of which the bridge cannot know that they were received: these may come again.
    private var mayRepeat: Set<Int> = []
    /// Rows whose acknowledgement the bridge has and not yet on record.
    private var acknowledged: Set<Int> = []
    private(set) var completions = 0
    private var completionMayRepeat = false
    private(set) var batches = 0
    /// Rows that it has heard of and will hear of again.
    private var corrected: Set<Int> = []
    /// Rows that were taken up again while the bridge could not know that they were received.
    private var revised: Set<Int> = []

    init(_ shape: InvocationShape) {
        plan = shape.plan
        rowCount = shape.rowCount
    }

    // MARK: - Export

    /// How many rows a page holds; `nil` when there is no page.
    mutating func page(
        _ request: InvocationMachine.PageRequest, _ fault: PageFault,
        _ generator: inout SeededGenerator
    ) throws(Violation) -> Int? {
        try demand(
            request.offset <= servedTo, "a page from \(request.offset), served to \(servedTo)")
        if fault == .grows { rowCount += generator.number(1...6) }
        if fault == .shrinks { rowCount -= generator.number(0...min(6, rowCount)) }
        let rest = max(0, rowCount - request.offset)
        var count = min(request.limit, rest)
        switch fault {
        case .none, .grows, .shrinks: break
        case .unavailable, .refused: return nil
        case .short: if count > 1 { count = generator.number(1...count - 1) }
        case .ignoresLimit: count = rowCount
        case .repeats: count = min(request.limit, max(1, rowCount))
        case .endsEarly: count = 0
        case .tooLarge, .unreadable: return nil
        }
        servedTo = max(servedTo, request.offset + count)
        return count
    }

    // MARK: - Import

    mutating func receive(
        _ batch: RowRanges, _ records: SimulatedRecords
    ) throws(Violation) {
        batches += 1
        try demand(plan.isReported, "a batch though nobody wants one")
        try demand(
            (1...plan.pushBatchMax).contains(batch.count),
            "a batch of \(batch.count), at most \(plan.pushBatchMax)")
        try demand(
            completions == 0 || batch.ranges.joined().allSatisfy { corrected.contains($0) },
            "a batch after the completion")
        for row in batch.ranges.joined() {
            guard let status = records.status(of: row) else {
                throw Violation("row \(row) is reported without a record")
            }
            if let earlier = received[row] {
                let isCorrected = corrected.contains(row)
                try demand(
                    isCorrected || mayRepeat.contains(row), "row \(row) is reported twice")
                try demand(
                    isCorrected || revised.contains(row) || earlier == status,
                    "row \(row) changed its status")
            }
            received[row] = status
            mayRepeat.insert(row)
        }
    }

    mutating func acknowledgementArrived(_ batch: RowRanges) {
        for row in batch.ranges.joined() {
            mayRepeat.remove(row)
            acknowledged.insert(row)
        }
    }

    /// An operator has taken a row up again, and that is on record.
    mutating func revise(_ row: Int) { revised.insert(row) }

    /// An operator has taken a reported row up again, and that is on record.
    mutating func correct(_ row: Int) {
        corrected.insert(row)
        acknowledged.remove(row)
        mayRepeat.remove(row)
    }

    mutating func acknowledgementIsOnRecord(_ batch: RowRanges) {
        for row in batch.ranges.joined() {
            corrected.remove(row)
            revised.remove(row)
            acknowledged.remove(row)
            mayRepeat.remove(row)
        }
    }

    // MARK: - Completion

    mutating func receiveCompletion(_ records: SimulatedRecords) throws(Violation) {
        try demand(plan.wantsCompletion, "a completion though nobody wants one")
        try demand(completions == 0 || completionMayRepeat, "a second completion")
        let progress = records.progress
        let isWhole = progress.isWhole || progress.rowsAnnounced == progress.rowsStored
        try demand(
            isWhole && records.settledRows.count == progress.rowsStored,
            "completed before the last row: \(progress)")
        try demand(
            !plan.isReported || received.count == progress.rowsStored,
            "completed after \(received.count) of \(progress.rowsStored) rows")
        completions += 1
        completionMayRepeat = true
    }

    mutating func completionAcknowledgementArrived() { completionMayRepeat = false }

    /// The bridge has forgotten what was not on disk.
    mutating func bridgeCrashed(_ records: SimulatedRecords) {
        mayRepeat.formUnion(acknowledged)
        acknowledged.removeAll()
        if completions > 0, !records.progress.isNotified { completionMayRepeat = true }
    }

    // MARK: - The end

    /// Everything that is settled has come, and the completion if all is.
    func checkEnd(_ records: SimulatedRecords) throws(Violation) {
        let settled = records.settledRows
        if plan.isReported {
            for row in settled {
                try demand(
                    received[row] == records.status(of: row),
                    "row \(row) is \(String(describing: records.status(of: row))), and the product"
                        + " heard \(String(describing: received[row]))")
            }
            for row in received.keys {
                try demand(
                    records.status(of: row) != nil || records.corrections.contains(row)
                        || revised.contains(row),
                    "row \(row) was reported and has no end")
            }
            try demand(
                corrected == records.corrections, "corrections are forgotten: \(corrected)")
        }
        let isOver = records.progress.state == .completed
        // A row may have been taken up again before the acknowledgement came.
        try demand(
            (completions > 0) == records.progress.isNotified || completionMayRepeat,
            "\(completions) completions")
        try demand(!isOver || records.progress.isNotified == plan.wantsCompletion, "not told")
    }
}
