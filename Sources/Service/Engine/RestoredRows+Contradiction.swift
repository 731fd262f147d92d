import Bridge

extension RestoredRows {
    /// What a machine could not go on with: its cursors and the records of the rows must agree.
    /// `nil` when they do.
    func contradiction(with progress: Progress) -> String? {
        var unsettled = RowRanges(from..<max(from, progress.settledTo))
        for range in found.settled.ranges { unsettled.remove(range) }
        if let row = unsettled.first {
            return "row \(row) counts as settled and has no final status"
        }
        let ends = [
            found.settled.ranges.last?.upperBound, found.held.ranges.last?.upperBound,
            found.reported.ranges.last?.upperBound, found.waiting.map(\.row).max().map { $0 + 1 },
            found.lookUps.map(\.row).max().map { $0 + 1 },
        ]
        if let end = ends.compactMap({ $0 }).max(), end > progress.claimedTo {
            return "row \(end - 1) has a record and was never claimed"
        }
        return nil
    }
}
