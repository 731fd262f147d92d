import Bridge
import Store

/// Acts that are to end before they are through.
extension Acts {
    /// An operator wants an act to end.
    func take(_ order: ActStop, _ reply: @escaping Reply, isStopping: Bool) {
        if isStopping { return reply(.failure(.busy("the bridge is stopping"))) }
        if let storeRefusal { return reply(.failure(.store(label: storeRefusal))) }
        guard stops.count < Self.requestsMax else {
            return reply(.failure(.busy("too many acts wait to end")))
        }
        stops.append((order, reply))
    }

    /// Ends acts where they stand: what they have taken up goes on, and nothing further is. It
    /// needs nothing of the store but to be kept there.
    func stop(_ turn: Turn) {
        for (order, reply) in stops {
            guard let act = open.first(where: { $0.record.number == order.number }) else {
                let isKnown = (1...max(1, lastNumber)).contains(order.number) && lastNumber > 0
                reply(
                    .failure(
                        isKnown
                            ? .nothingToDo("act \(order.number) has ended already")
                            : .notFound("there is no act \(order.number)")))
                continue
            }
            act.end(at: turn.wall, because: "stopped by \(order.operatorName)")
            self.reply(reply, onCommitOf: act)
            record(act)
        }
        stops.removeAll()
    }
}
