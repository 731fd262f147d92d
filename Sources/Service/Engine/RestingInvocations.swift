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
        let lookUps: RestingLookUps?
        /// When it is next told to be slow.
        let slowAt: Duration?

        /// `nil` when there is nothing to remember.
        init?(_ invocation: OpenInvocation) {
            machine = invocation.machine.memory
            refusedTokens = invocation.refusedTokens
            lookUps = RestingLookUps(invocation)
            slowAt = invocation.slowAt
            if machine == nil, refusedTokens.isEmpty, lookUps == nil, slowAt == nil { return nil }
        }
    }

    /// What is kept of an invocation.
    struct Kept {
        let memory: Memory?
        /// When it was accepted.
        let since: MonotonicTime
        /// Rows that wait to be sent again.
        let rowsWaiting: Int

        init(_ invocation: OpenInvocation) {
            memory = Memory(invocation)
            since = invocation.since
            rowsWaiting = invocation.machine.rowsWaiting
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
        let kept: Kept
    }

    private var entries: [InvocationKey: Entry] = [:]
    private var timers = TimerQueue()
    private var lanes: [Lane] = []
    private var number: UInt64 = 0

    var count: Int { entries.count }
    var isFull: Bool { entries.count >= Self.countMax }

    func contains(_ key: InvocationKey) -> Bool { entries[key] != nil }

    /// Rows of an invocation that wait to be sent again; 0 when it does not rest.
    func rowsWaiting(of key: InvocationKey) -> Int { entries[key]?.kept.rowsWaiting ?? 0 }

    /// When each of them was accepted, in no order.
    var sinces: some Sequence<MonotonicTime> { entries.values.lazy.map(\.kept.since) }

    /// - Parameters:
    ///   - lane: what the invocation waits for, if that is a target.
    ///   - wakeAt: when time alone brings it on; `nil` for never.
    mutating func insert(
        _ key: InvocationKey, lane: Lane?, wakeAt: MonotonicTime?, _ kept: Kept
    ) {
        number += 1
        entries[key] = Entry(number: number, lane: lane, wakeAt: wakeAt, kept: kept)
        if let lane {
            if lane.resting.isEmpty { lanes.append(lane) }
            lane.resting.append(Ticket(key: key, number: number))
            if lane.resting.count > 2 * entries.count + Self.staleMax {
                let entries = entries
                lane.resting.removeAll { entries[$0.key]?.number != $0.number }
            }
        }
        if let wakeAt {
            let entries = entries
            timers.insert(key, at: wakeAt, wantedMax: entries.count) {
                entries[$0]?.wakeAt == $1
            }
        }
    }

    /// Worthless tickets that are left lying about.
    private static let staleMax = 1_000

    /// The invocation goes on for another reason. - Returns: what was kept of it.
    mutating func remove(_ key: InvocationKey) -> Kept? {
        entries.removeValue(forKey: key)?.kept
    }

    /// The next invocation whose time has come, or whose lane can make use of it; it is taken out.
    ///
    /// - Parameter wanted: how many entries a lane can make use of.
    mutating func takeNext(
        _ now: MonotonicTime, wanted: (Lane) -> Int
    ) -> (key: InvocationKey, kept: Kept)? {
        while let key = timers.popDue(now) {
            guard let entry = entries[key], let wakeAt = entry.wakeAt, wakeAt <= now else {
                continue
            }
            entries[key] = nil
            return (key, entry.kept)
        }
        for lane in lanes where wanted(lane) > lane.queue.count {
            while let ticket = lane.resting.popFirst() {
                guard let entry = entries[ticket.key], entry.number == ticket.number else {
                    continue
                }
                entries[ticket.key] = nil
                if lane.resting.isEmpty { lanes.removeAll { $0 === lane } }
                return (ticket.key, entry.kept)
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
