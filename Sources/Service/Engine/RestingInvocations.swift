import Bridge

/// Invocations that gave up their place because they only wait: for a moment, or for a target that
/// is paused or has enough to do. What is kept of each is small; the rest is on disk.
struct RestingInvocations {
    /// Remembered at most, a hundred-odd bytes each. Beyond it, those of which the store knows all
    /// and that wait for one target alone are left to it; no other one gives up its place then.
    static let countMax = 50_000
    /// Left to the store at most, sixteen bytes each.
    static let leftMax = 1_000_000
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
            if isInStore, slowAt == nil { return nil }
        }

        fileprivate var isInStore: Bool {
            machine == nil && refusedTokens.isEmpty && lookUps == nil
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

        fileprivate init(_ left: LeftInvocations.Entry) {
            memory = nil
            since = left.since
            rowsWaiting = 0
        }

        /// Whether the store knows all that counts: what is lost is that it was told to be slow.
        var isInStore: Bool { rowsWaiting == 0 && memory?.isInStore ?? true }
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
    /// Those that somebody waits for.
    private var lanes: [Lane] = []
    private var number: UInt64 = 0
    private let countMax: Int
    private var leftCount = 0

    /// - Parameter countMax: another one only to see what happens beyond it.
    init(countMax: Int = Self.countMax) { self.countMax = countMax }

    var count: Int { entries.count + leftCount }
    /// Nobody else may give up its place.
    var isFull: Bool { !remembersMore && leftCount >= Self.leftMax }
    /// Otherwise only those come in of which nothing must be remembered.
    var remembersMore: Bool { entries.count < countMax }

    func contains(_ key: InvocationKey) -> Bool {
        entries[key] != nil || leftCount > 0 && lanes.contains { $0.left.contains(key) }
    }

    /// Rows of an invocation that wait to be sent again; 0 when it does not rest.
    func rowsWaiting(of key: InvocationKey) -> Int { entries[key]?.kept.rowsWaiting ?? 0 }

    /// When each of them was accepted, in no order.
    var sinces: some Sequence<MonotonicTime> {
        [
            AnySequence(entries.values.lazy.map(\.kept.since)),
            AnySequence(lanes.lazy.flatMap(\.left.sinces)),
        ].joined()
    }

    /// - Parameters:
    ///   - lane: what the invocation waits for, if that is a target.
    ///   - wakeAt: when time alone brings it on; `nil` for never.
    mutating func insert(
        _ key: InvocationKey, lane: Lane?, wakeAt: MonotonicTime?, _ kept: Kept
    ) {
        if let lane, lane.resting.isEmpty, lane.left.isEmpty { lanes.append(lane) }
        if !remembersMore, let lane, wakeAt == nil, kept.isInStore {
            lane.left.insert(LeftInvocations.Entry(key: key, since: kept.since))
            leftCount += 1
            return
        }
        number += 1
        entries[key] = Entry(number: number, lane: lane, wakeAt: wakeAt, kept: kept)
        if let lane {
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
        if let entry = entries.removeValue(forKey: key) { return entry.kept }
        guard leftCount > 0 else { return nil }
        for lane in lanes {
            guard let left = lane.left.remove(key) else { continue }
            leftCount -= 1
            unlistIfEmpty(lane)
            return Kept(left)
        }
        return nil
    }

    private mutating func unlistIfEmpty(_ lane: Lane) {
        guard lane.resting.isEmpty, lane.left.isEmpty else { return }
        lanes.removeAll { $0 === lane }
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
            defer { unlistIfEmpty(lane) }
            if let next = popFirst(lane) { return next }
        }
        return nil
    }

    /// Those that were left came when there was no room for more, and hence after most others.
    private mutating func popFirst(_ lane: Lane) -> (key: InvocationKey, kept: Kept)? {
        while let ticket = lane.resting.popFirst() {
            guard let entry = entries[ticket.key], entry.number == ticket.number else {
                continue
            }
            entries[ticket.key] = nil
            return (ticket.key, entry.kept)
        }
        guard let left = lane.left.popFirst() else { return nil }
        leftCount -= 1
        return (left.key, Kept(left))
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
