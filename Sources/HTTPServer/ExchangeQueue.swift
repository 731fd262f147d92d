/// The requests of one connection that are complete and not answered yet, in their order.
/// Answers come in any order and leave in this one (RFC 9112 §9.3.2).
struct ExchangeQueue {
    struct Exchange {
        let isHead: Bool
        /// The connection closes after this answer.
        let closes: Bool
        /// What this request took of the budget for bodies.
        let bodyBytes: Int
        /// When the request was complete, in nanoseconds.
        let startedAt: Int64
        var answer: Answer?
    }

    /// From `first` on they are waiting; before it they are answered and empty.
    private var exchanges: [Exchange] = []
    private var first = 0
    /// The number of the request at `first`, counted over the connection's life.
    private var firstSequence: UInt64 = 0

    var count: Int { exchanges.count - first }
    var isEmpty: Bool { exchanges.count == first }
    var front: Exchange? { isEmpty ? nil : exchanges[first] }
    /// The number of the request at the front.
    var frontSequence: UInt64 { firstSequence }
    /// What all of them take of the budget for bodies.
    var bodyBytes: Int { exchanges[first...].reduce(0) { $0 + $1.bodyBytes } }

    /// - Returns: the number of the request, by which it is answered.
    mutating func append(_ exchange: Exchange) -> UInt64 {
        exchanges.append(exchange)
        return firstSequence + UInt64(count - 1)
    }

    /// - Returns: false for one that is answered already, or never was.
    mutating func answer(_ sequence: UInt64, with answer: Answer) -> Bool {
        guard let index = index(of: sequence) else { return false }
        exchanges[index].answer = answer
        return true
    }

    /// - Returns: nil for one that is answered already, or never was.
    func startedAt(_ sequence: UInt64) -> Int64? {
        index(of: sequence).map { exchanges[$0].startedAt }
    }

    /// Of one that waits for its answer.
    private func index(of sequence: UInt64) -> Int? {
        guard sequence >= firstSequence, sequence - firstSequence < UInt64(count)
        else { return nil }
        let index = first + Int(sequence - firstSequence)
        return exchanges[index].answer == nil ? index : nil
    }

    /// Takes the front off, if it is answered.
    mutating func popAnswered() -> Exchange? {
        guard !isEmpty, exchanges[first].answer != nil else { return nil }
        let exchange = exchanges[first]
        exchanges[first].answer = nil
        first += 1
        firstSequence += 1
        if isEmpty {
            exchanges.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 64 {
            // Only under pipelining that never pauses: keep the empty part short.
            exchanges.removeFirst(first)
            first = 0
        }
        return exchange
    }

    /// Nobody is to be answered any more. Numbers go on, so that late answers find nothing.
    mutating func removeAll() {
        firstSequence += UInt64(count)
        exchanges.removeAll(keepingCapacity: true)
        first = 0
    }
}
