import Bridge

/// Invocations that gave up their place because they only wait: for a moment, or for a target that
/// is paused or has enough to do. What is kept of each is small; the rest is on disk.
struct RestingInvocations {
    /// Kept at most; of an invocation that finds no room here, the place is not given up. A
    /// hundred-odd bytes each.
    static let countMax = 50_000
    /// One that waits for several things at once is looked at again after so long.
    static let secondLookAfter = Duration.seconds(300)

    /// What the store does not know of an invocation.
    final class Memory {
        let machine: InvocationMachine.Memory?
        let refusedTokens: Set<InvocationMachine.ErrandKind>
        /// How often the row that was looked up most often was.
        let lookUps: Int32
        /// The age at which it is told of as a slow one again.
        let slowAt: Duration?

        init?(_ invocation: OpenInvocation) {
            machine = invocation.machine.memory
            refusedTokens = invocation.refusedTokens
            lookUps = invocation.lookUps.values.map(\.lookUps).max() ?? 0
            slowAt = invocation.slowAt
            if machine == nil, refusedTokens.isEmpty, lookUps == 0, slowAt == nil { return nil }
        }
    }

    /// A place in a lane's list; worth nothing once the invocation has gone on or rests anew.
    struct Ticket {
        let key: InvocationKey
        let number: UInt64
    }

    private struct Entry {
        let number: UInt64
        let lane: Lane?
        let wakeAt: MonotonicTime?
        let memory: Memory?
    }

    private var entries: [InvocationKey: Entry] = [:]
    private var timers = TimerQueue()
    private var lanes: [Lane] = []
    private var number: UInt64 = 0

    var count: Int { entries.count }
    var isFull: Bool { entries.count >= Self.countMax }

    func contains(_ key: InvocationKey) -> Bool { entries[key] != nil }

    /// - Parameters:
    ///   - lane: what the invocation waits for, if that is a target.
    ///   - wakeAt: when time alone brings it on; `nil` for never.
    mutating func insert(
        _ key: InvocationKey, lane: Lane?, wakeAt: MonotonicTime?, memory: Memory?
    ) {
        number += 1
        entries[key] = Entry(number: number, lane: lane, wakeAt: wakeAt, memory: memory)
        if let lane {
            if lane.resting.isEmpty { lanes.append(lane) }
            lane.resting.append(Ticket(key: key, number: number))
            if lane.resting.count > 2 * entries.count + Self.staleMax {
                let entries = entries
                lane.resting.removeAll { entries[$0.key]?.number != $0.number }
            }
        }
        if let wakeAt {
            timers.insert(key, at: wakeAt)
            if timers.count > 2 * entries.count + Self.staleMax {
                let entries = entries
                timers.keep { entries[$0]?.wakeAt == $1 }
            }
        }
    }

    /// Worthless tickets and timers that are left lying about.
    private static let staleMax = 1_000

    /// The invocation goes on for another reason. - Returns: what was kept of it.
    mutating func remove(_ key: InvocationKey) -> Memory? {
        entries.removeValue(forKey: key)?.memory
    }

    /// The next invocation whose time has come, or whose lane can make use of it; it is taken out.
    ///
    /// - Parameter wanted: how many entries a lane can make use of.
    mutating func takeNext(
        _ now: MonotonicTime, wanted: (Lane) -> Int
    ) -> (key: InvocationKey, memory: Memory?)? {
        while let key = timers.popDue(now) {
            guard let entry = entries[key], let wakeAt = entry.wakeAt, wakeAt <= now else {
                continue
            }
            entries[key] = nil
            return (key, entry.memory)
        }
        for lane in lanes where wanted(lane) > lane.queue.count {
            while let ticket = lane.resting.popFirst() {
                guard let entry = entries[ticket.key], entry.number == ticket.number else {
                    continue
                }
                entries[ticket.key] = nil
                if lane.resting.isEmpty { lanes.removeAll { $0 === lane } }
                return (ticket.key, entry.memory)
            }
            lanes.removeAll { $0 === lane }
        }
        return nil
    }

    /// Whether `takeNext` would find somebody, more or less.
    func isDue(_ now: MonotonicTime, wanted: (Lane) -> Int) -> Bool {
        if let next = timers.next, next <= now { return true }
        return lanes.contains { wanted($0) > $0.queue.count }
    }

    /// When to look again.
    ///
    /// - Parameter opensAt: when a lane's target opens by time alone.
    func wakesAt(_ opensAt: (Lane) -> MonotonicTime?) -> MonotonicTime? {
        var wake = timers.next
        for lane in lanes where lane.queue.isEmpty {
            if let opens = opensAt(lane) { wake = wake.map { min($0, opens) } ?? opens }
        }
        return wake
    }
}
