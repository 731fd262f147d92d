import AMS
import Bridge
import Crypto
import JSON
import Store

/// Takes invocations up: fresh ones as they are accepted, and those that only the store knows of,
/// in order, as far as there is room. After a crash this is recovery: whatever was claimed and has
/// no record may have been sent, and is handed on as such.
final class Activator {
    /// What an operator configured and an invocation needs.
    struct Settings {
        /// Invocations that are worked on at the same time; the others wait in the store.
        let activeMax: Int
        /// Those of installs that a reload took away stay until the next start: what was accepted
        /// of them is brought to its end.
        var installSecrets: [String: Secret]
        let pullPageMax: Int
        let pushBatchDefault: Int
        let sendsReference: Bool
        /// The store's.
        let epoch: Int64
        /// After which completed invocations are deleted.
        let retention: Duration
    }

    private let bench: Workbench
    private(set) var settings: Settings
    private let settlement: RowSettlement
    private var lastKey: InvocationKey?
    /// The store may hold open invocations beyond `lastKey` that nobody told us of.
    private var isBehindStore = true
    private var stranded = StrandedInvocations()
    private var waiting = WaitingInvocations()
    /// Somebody waits in the store.
    var isBehind: Bool { isBehindStore || stranded.hasRescued }
    /// Mappings by their name, as they were read last: invocations share them.
    private var mappings: [String: Mapping] = [:]
    /// Beyond as many, all of them are read anew.
    private static let mappingsMax = 4_096
    private var knownParts = KnownParts()
    private var plans: RecentPlans

    init(_ bench: Workbench, settings: Settings, settlement: RowSettlement) {
        self.bench = bench
        self.settings = settings
        self.settlement = settlement
        plans = RecentPlans(sendsReference: settings.sendsReference)
    }

    /// After a reload.
    func adopt(_ settings: Settings) {
        let former = self.settings.installSecrets
        stranded.rescue(installs: settings.installSecrets.keys)
        self.settings = settings
        self.settings.installSecrets.merge(former) { new, _ in new }
        plans = RecentPlans(sendsReference: settings.sendsReference)
    }

    /// A fresh invocation, or `nil` when it will be taken up from the store in its turn.
    func take(_ accepted: AcceptedInvocation, room: Int) -> OpenInvocation? {
        if let lastKey, accepted.key <= lastKey { return nil }
        guard !isBehind, room > 0 else {
            isBehindStore = true
            waiting.insert(accepted)
            return nil
        }
        lastKey = accepted.key
        let opened = open(accepted)
        if opened == nil { _ = skipped(accepted.id, missingInstall(accepted.invocation)) }
        return opened
    }

    private func open(_ accepted: AcceptedInvocation) -> OpenInvocation? {
        let opened = open(
            accepted.key, accepted.id, accepted.invocation, accepted.mapping, accepted.progress,
            acceptedAt: accepted.acceptedAt)
        if opened != nil, let page = accepted.page {
            bench.pages.insert(page, of: accepted.key)
        }
        return opened
    }

    /// The next invocations, as the store has them in order.
    ///
    /// - Parameter isOpen: whether an act has taken an invocation up before its turn.
    func activate(
        room: Int, _ turn: Turn, isOpen: (InvocationKey) -> Bool
    ) throws(StoreError) -> [OpenInvocation] {
        var activated = try rescue(min(room, Self.activationsMax), turn, isOpen: isOpen)
        let limit = min(room, Self.activationsMax) - activated.count
        guard isBehindStore, limit > 0 else { return activated }
        let keys: [InvocationKey]
        do throws(StoreError) {
            keys = try bench.reader.unfinishedInvocations(after: lastKey, limit: limit)
        } catch {
            if error.isFatal || activated.isEmpty { throw error }
            return activated
        }
        isBehindStore = keys.count == limit
        let rescued = Set(activated.map(\.key))
        for key in keys where !isOpen(key) && !rescued.contains(key) {
            do throws(StoreError) {
                if let invocation = waiting.remove(key).flatMap(open) {
                    activated.append(invocation)
                } else if case .opened(let invocation) = try load(key, isResuming: true, turn) {
                    activated.append(invocation)
                }
            } catch {
                // What is taken up is not lost over what cannot be read now: that comes again.
                isBehindStore = true
                if error.isFatal || activated.isEmpty { throw error }
                return activated
            }
            lastKey = key
        }
        lastKey = keys.last ?? lastKey
        return activated
    }

    /// Those whose install a reload has brought back. One that was halted stays so until an
    /// operator resumes it.
    private func rescue(
        _ room: Int, _ turn: Turn, isOpen: (InvocationKey) -> Bool
    ) throws(StoreError) -> [OpenInvocation] {
        var activated: [OpenInvocation] = []
        var looks = room
        while looks > 0, let key = stranded.firstRescued {
            looks -= 1
            do throws(StoreError) {
                if !isOpen(key), try isUnfinished(key),
                    case .opened(let invocation) = try load(key, isResuming: false, turn)
                {
                    activated.append(invocation)
                }
            } catch {
                if error.isFatal || activated.isEmpty { throw error }
                return activated
            }
            stranded.dropFirstRescued()
        }
        return activated
    }

    /// An act may have brought it to its end meanwhile.
    private func isUnfinished(_ key: InvocationKey) throws(StoreError) -> Bool {
        let before = key.number > 1 ? InvocationKey(key.number - 1) : nil
        return try bench.reader.unfinishedInvocations(after: before, limit: 1).first == key
    }

    /// So shortly before its deletion a completed invocation is not taken up again.
    private static let deletionMargin = Duration.seconds(60)

    private func missingInstall(_ invocation: Invocation) -> String {
        "install \(invocation.context.installID) is not configured any more"
    }

    /// Invocations that one turn takes up from the store, so that a turn stays short.
    static let activationsMax = 100

    /// One that gave up its place, with what was kept of it. Nothing of it is counted anew.
    func takeBack(
        _ key: InvocationKey, _ kept: RestingInvocations.Kept, _ turn: Turn
    ) throws(StoreError) -> OpenInvocation? {
        var outstanding = 0
        do throws(StoreError) {
            guard let stored = try bench.reader.invocation(key) else { return nil }
            outstanding = stored.progress.outstanding
            if case .opened(let invocation) = try restore(stored, resting: kept, turn) {
                recall(kept, to: invocation)
                return invocation
            }
        } catch {
            guard case .contradiction(let message) = error else { throw error }
            bench.log.invocationSkipped(key, reason: message)
        }
        // It is taken up again at the next start; until then its rows wait for nobody here.
        bench.metrics.queue(-outstanding)
        return nil
    }

    private func recall(_ kept: RestingInvocations.Kept, to invocation: OpenInvocation) {
        invocation.isReturning = true
        invocation.since = kept.since
        guard let memory = kept.memory else { return }
        if let machine = memory.machine { invocation.machine.recall(machine) }
        invocation.refusedTokens = memory.refusedTokens
        invocation.slowAt = memory.slowAt
    }

    private func open(
        _ key: InvocationKey, _ id: InvocationID, _ invocation: Invocation, _ mapping: Mapping,
        _ progress: Progress, acceptedAt: UnixTime
    ) -> OpenInvocation? {
        guard let secret = settings.installSecrets[invocation.context.installID] else {
            return nil
        }
        let plan = InvocationMachine.Plan(
            isReported: invocation.import != nil, wantsCompletion: invocation.completion != nil,
            pullPageMax: min(invocation.pullPageMax ?? settings.pullPageMax, settings.pullPageMax),
            pushBatchMax: min(
                invocation.pushBatchMax ?? settings.pushBatchDefault, Limits.batchRowsMax))
        return OpenInvocation(
            key: key, id: id, invocation: invocation, mapping: mapping, installSecret: secret,
            counters: bench.metrics.mappings.counters(of: mapping.name), acceptedAt: acceptedAt,
            machine: InvocationMachine(plan: plan, progress: progress),
            plans: plans.plans(of: invocation, mapping))
    }

    /// An invocation that is not worked on, out of its turn: for an operator's act.
    ///
    /// - Parameter isResuming: a halted one is to go on; otherwise it stays as it is.
    func load(
        _ key: InvocationKey, isResuming: Bool, _ turn: Turn
    ) throws(StoreError) -> Loading {
        _ = waiting.remove(key)
        do throws(StoreError) {
            return try loadWhole(key, isResuming: isResuming, turn)
        } catch {
            guard case .contradiction(let message) = error else { throw error }
            // It stays in the store for an operator, and the others go on.
            bench.log.invocationSkipped(key, reason: message)
            return .skipped(message)
        }
    }

    private func loadWhole(
        _ key: InvocationKey, isResuming: Bool, _ turn: Turn
    ) throws(StoreError) -> Loading {
        guard let stored = try bench.reader.invocation(key) else {
            return .skipped("its invocation is gone, or going")
        }
        if stored.progress.state == .halted, !isResuming { return .halted }
        guard stored.progress.state == .completed else {
            return try restore(stored, resting: nil, turn)
        }
        let deletedAt = stored.changedAt.advanced(by: settings.retention)
        if deletedAt < turn.wall.advanced(by: Self.deletionMargin) {
            return .skipped("its invocation is about to be deleted")
        }
        let loading = try restore(stored, resting: nil, turn)
        if case .opened(let invocation) = loading {
            invocation.isReopened = true
            bench.record(invocation) { $0.isReopening = true }
        }
        return loading
    }

    enum Loading {
        case opened(OpenInvocation)
        /// Its rows can only be acted on once it goes on.
        case halted
        /// It cannot be worked on, for this reason.
        case skipped(String)
    }

    /// - Parameter resting: of one that gave up its place in this run, and is counted already.
    private func restore(
        _ stored: StoredInvocation, resting: RestingInvocations.Kept?, _ turn: Turn
    ) throws(StoreError) -> Loading {
        let invocation: Invocation
        let mapping: Mapping
        do {
            invocation = try InvokeMessage.invocation(
                fromHead: stored.head, known: &knownParts)
            mapping = try keptMapping(stored.mapping)
        } catch {
            return skipped(stored.id, "its record cannot be read: \(error)")
        }
        guard stored.progress.isInOrder else {
            return skipped(stored.id, "its cursors are out of order")
        }
        let progress = stored.progress.resumed.reopened
        guard
            let open = open(
                stored.key, stored.id, invocation, mapping, progress,
                acceptedAt: stored.acceptedAt)
        else {
            // A completed one was asked for by an act, and is not taken up but by another one.
            if stored.progress.state != .completed {
                stranded.insert(stored.key, install: invocation.context.installID)
            }
            return skipped(stored.id, missingInstall(invocation))
        }
        // When nothing was claimed yet, there is nothing else to find.
        if progress.claimedTo > 0 {
            open.batchCount = try bench.reader.batchCount(of: stored.key)
            try restoreRows(of: open, stored, resting: resting, turn)
        }
        if resting == nil { count(stored) }
        return .opened(open)
    }

    private func skipped(_ id: InvocationID, _ reason: String) -> Loading {
        bench.log.invocationSkipped(id, reason: reason)
        return .skipped(reason)
    }

    /// Rows count as queued from the invoke on, and no longer when their invocation halts; the
    /// totals that an opened store gave know of the stored rows of earlier epochs, and of the
    /// invocations that were halted.
    private func count(_ stored: StoredInvocation) {
        let progress = stored.progress
        let isHalted = progress.state == .halted
        if isHalted {
            bench.log.invocationResumed(stored.id, reason: stored.reason ?? "")
            bench.metrics.halted(-1)
        }
        if stored.epoch == settings.epoch {
            if isHalted { bench.metrics.queue(progress.outstanding) }
        } else if !progress.isWhole, let announced = progress.rowsAnnounced {
            bench.metrics.queue(announced - progress.rowsStored)
        }
    }

    private func restoreRows(
        of open: OpenInvocation, _ stored: StoredInvocation, resting: RestingInvocations.Kept?,
        _ turn: Turn
    ) throws(StoreError) {
        var rows = RestoredRows(
            from: stored.progress.reportedTo, isReturning: resting != nil,
            resting?.memory?.lookUps, settlement, turn)
        try bench.reader.callRanges(of: stored.key, from: rows.from) { rows.settle($0) }
        try bench.reader.exceptions(of: stored.key, from: rows.from) { rows.take($0) }
        if open.batchCount > 0 {
            rows.report(
                try bench.reader.reportedRanges(of: stored.key, reachingBeyond: rows.from))
        }
        if let contradiction = rows.contradiction(with: stored.progress) {
            throw .contradiction(contradiction)
        }
        open.lookUps = rows.lookUps
        let lost = open.machine.restore(rows.found, now: turn.now)
        // Held rows of an invocation that halted in this run are counted already.
        let isCounted = stored.progress.state == .halted && stored.epoch == settings.epoch
        if resting == nil, !isCounted {
            bench.metrics.held(open.machine.rowsHeld)
        }
        guard !lost.isEmpty else { return }
        bench.log.callsInterrupted(stored.id, rows: lost.count)
        settlement.settleLost(lost, of: open, attempts: rows.attempts, turn)
    }

    private func keptMapping(
        _ kept: NewInvocation.KeptMapping
    ) throws(ConfigurationMistakes) -> Mapping {
        if let known = mappings[kept.name], known.text == kept.text { return known }
        let mapping = try Configuration.mapping(fromText: kept.text)
        if mappings.count >= Self.mappingsMax { mappings.removeAll() }
        mappings[kept.name] = mapping
        return mapping
    }
}

extension Progress {
    /// Whether a machine can go on from here: no row is reported before it is settled, and so on.
    fileprivate var isInOrder: Bool {
        let cursors = [0, reportedTo, settledTo, claimedTo, rowsStored]
        return zip(cursors, cursors.dropFirst()).allSatisfy { $0 <= $1 }
            && min(succeeded, failed, unknown, reported) >= 0
            && settled <= claimedTo && reported <= claimedTo
    }
}
