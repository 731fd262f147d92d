internal import Bridge
internal import SQLite

/// An invocation as it lies in the store, for a verification: nothing of it is taken for granted.
struct VerificationSubject {
    let number: Int64
    let progress: Progress
    let hasKnownState: Bool
    let id: String?
    let isUnfinished: Bool
    /// Whether its progress was written in an epoch that has not been yet.
    let isFromTheFuture: Bool
    /// A cursor or counter that no data set can have; it is taken for the nearest that one can.
    let hasImpossibleNumber: Bool

    /// From the row that `VerificationQueries.invocation` stopped at.
    init(_ query: borrowing Statement) {
        number = query.integer(0)
        let state = InvocationState(rawValue: query.string(1))
        hasKnownState = state != nil
        var numbers = (3...11).map { query.integer($0) }
        numbers.append(query.optionalInteger(2) ?? 0)
        hasImpossibleNumber = !numbers.allSatisfy(Self.rowNumbers.contains)
        func rows(_ column: Int32) -> Int { Self.rowNumber(query.integer(column)) }
        progress = Progress(
            state: state ?? .halted, rowsAnnounced: query.isNull(2) ? nil : rows(2),
            rowsStored: rows(3), isWhole: rows(4) != 0, claimedTo: rows(5),
            settledTo: rows(6), reportedTo: rows(7), succeeded: rows(8), failed: rows(9),
            unknown: rows(10), reported: rows(11), isNotified: query.integer(14) != 0)
        id = query.optionalString(12)
        isUnfinished = query.integer(13) != 0
        isFromTheFuture = query.integer(15) != 0
    }

    /// What a record's key has room for.
    private static let rowNumbers = 0...Int64(UInt32.max)

    /// A number of rows as it was read, so that no damage makes a sum overflow.
    static func rowNumber(_ number: Int64) -> Int {
        Int(min(max(number, rowNumbers.lowerBound), rowNumbers.upperBound))
    }

    /// A retention takes the invoke first.
    var isBeingDeleted: Bool { id == nil && progress.state == .completed && !isUnfinished }

    /// All rows are settled and reported, or so it says.
    var isOver: Bool { progress.state == .completed || progress.state == .completing }

    /// The keys of its records.
    var keys: (first: Int64, last: Int64) { (number << 32, number << 32 | Int64(UInt32.max)) }
}
