/// Connections without an admitted request, in the order in which they were accepted. Those that
/// are strangers no more stay in it until they are come across: only who looks for the oldest pays.
struct StrangerQueue {
    private var ids: [ConnectionID] = []
    private var first = 0

    /// Entries, those of former strangers included.
    var count: Int { ids.count - first }

    /// - Parameters:
    ///   - connectionsMax: entries beyond twice as many are looked through, so that the queue never
    ///     grows with the number of clients that ever came.
    ///   - isStranger: whether an entry still counts.
    mutating func append(
        _ id: ConnectionID, connectionsMax: Int, isStranger: (ConnectionID) -> Bool
    ) {
        if count >= 2 * connectionsMax {
            ids = ids[first...].filter(isStranger)
            first = 0
        }
        ids.append(id)
    }

    /// The oldest that still counts; older entries are dropped.
    mutating func oldest(where isStranger: (ConnectionID) -> Bool) -> ConnectionID? {
        while first < ids.count, !isStranger(ids[first]) { first += 1 }
        // At most half of the array is empty.
        if first > ids.count / 2 {
            ids.removeFirst(first)
            first = 0
        }
        return first < ids.count ? ids[first] : nil
    }
}
