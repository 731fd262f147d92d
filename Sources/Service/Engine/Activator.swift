import AMS
import Bridge
import Crypto
import JSON
import MPO
import Store

/// Takes invocations up: fresh ones as they are accepted, and those that only the store knows of,
/// in order, as far as there is room. After a crash this is recovery: whatever was claimed and has
/// no record may have been sent, and is handed on as such.
final class Activator {
    /// How long a row that was waiting when the process ended goes on waiting, at most.
    private static let restoredWaitMax = Duration.seconds(2)

    /// What an operator configured and an invocation needs.
    struct Settings {
        /// Invocations that are worked on at the same time; the others wait in the store.
        let activeMax: Int
        let installSecrets: [String: Secret]
        let pullPageMax: Int
        let pushBatchDefault: Int
        let sendsReference: Bool
        /// The store's.
        let epoch: Int64
    }

    private let bench: Workbench
    let settings: Settings
    private let settlement: RowSettlement
    private var lastKey: InvocationKey?
    /// The store may hold open invocations beyond `lastKey` that nobody told us of.
    private(set) var isBehind = true
    /// Mappings by their text: invocations share them.
    private var mappings: [[UInt8]: Mapping] = [:]

    init(_ bench: Workbench, settings: Settings, settlement: RowSettlement) {
        self.bench = bench
        self.settings = settings
        self.settlement = settlement
    }

    /// A fresh invocation, or `nil` when it will be taken up from the store in its turn.
    func take(
        _ key: InvocationKey, _ id: InvocationID, _ invocation: Invocation, _ mapping: Mapping,
        _ progress: Progress, room: Int
    ) -> OpenInvocation? {
        if let lastKey, key <= lastKey { return nil }
        guard !isBehind, room > 0 else {
            isBehind = true
            return nil
        }
        lastKey = key
        return open(key, id, invocation, mapping, progress, acceptedAt: bench.wall)
    }

    /// The next invocations from the store.
    func activate(room: Int, _ turn: Turn) throws(StoreError) -> [OpenInvocation] {
        guard isBehind, room > 0 else { return [] }
        let limit = min(room, Self.activationsMax)
        let keys = try bench.reader.unfinishedInvocations(after: lastKey, limit: limit)
        isBehind = keys.count == limit
        var activated: [OpenInvocation] = []
        for key in keys {
            lastKey = key
            guard let stored = try bench.reader.invocation(key) else { continue }
            if let invocation = try restore(stored, isReturning: false, turn) {
                activated.append(invocation)
            }
        }
        return activated
    }

    /// Invocations that one turn takes up from the store, so that a turn stays short.
    static let activationsMax = 100

    /// One that gave up its place, with what was kept of it. Nothing of it is counted anew.
    func takeBack(
        _ key: InvocationKey, _ memory: RestingInvocations.Memory?, _ turn: Turn
    ) throws(StoreError) -> OpenInvocation? {
        guard let stored = try bench.reader.invocation(key),
            let invocation = try restore(stored, isReturning: true, turn)
        else { return nil }
        invocation.isReturning = true
        guard let memory else { return invocation }
        if let kept = memory.machine { invocation.machine.recall(kept) }
        invocation.refusedTokens = memory.refusedTokens
        for row in invocation.lookUps.keys { invocation.lookUps[row]?.lookUps = memory.lookUps }
        return invocation
    }

    private func open(
        _ key: InvocationKey, _ id: InvocationID, _ invocation: Invocation, _ mapping: Mapping,
        _ progress: Progress, acceptedAt: UnixTime
    ) -> OpenInvocation? {
        guard let secret = settings.installSecrets[invocation.context.installID] else {
            bench.log.invocationSkipped(
                id, reason: "install \(invocation.context.installID) is not configured any more")
            return nil
        }
        let plan = InvocationMachine.Plan(
            isReported: invocation.import != nil, wantsCompletion: invocation.completion != nil,
            pullPageMax: min(invocation.pullPageMax ?? settings.pullPageMax, settings.pullPageMax),
            pushBatchMax: min(
                invocation.pushBatchMax ?? settings.pushBatchDefault, Limits.batchRowsMax))
        return OpenInvocation(
            key: key, id: id, invocation: invocation, mapping: mapping, installSecret: secret,
            acceptedAt: acceptedAt, machine: InvocationMachine(plan: plan, progress: progress),
            operation: OperationTemplate(mapping, sendsReference: settings.sendsReference))
    }

    private func restore(
        _ stored: StoredInvocation, isReturning: Bool, _ turn: Turn
    ) throws(StoreError) -> OpenInvocation? {
        let invocation: Invocation
        let mapping: Mapping
        do {
            invocation = try InvokeMessage.invocation(fromHead: stored.head)
            mapping = try keptMapping(stored.mapping)
        } catch {
            bench.log.invocationSkipped(stored.id, reason: "its record cannot be read: \(error)")
            return nil
        }
        guard
            let open = open(
                stored.key, stored.id, invocation, mapping, stored.progress.resumed,
                acceptedAt: stored.acceptedAt)
        else { return nil }
        if stored.progress.state == .halted {
            bench.log.invocationResumed(stored.id, reason: stored.reason ?? "")
        }
        let progress = stored.progress
        if !isReturning, stored.epoch != settings.epoch, !progress.isWhole,
            let announced = progress.rowsAnnounced
        {
            // Announced rows count as queued from the invoke on; the totals that an opened store
            // gave know of the stored ones of earlier epochs.
            bench.metrics.queue(announced - progress.rowsStored)
        }
        // Nothing was claimed yet: there is nothing else to find.
        if progress.claimedTo == 0 { return open }
        open.batchCount = try bench.reader.batchCount(of: stored.key)
        let rows = progress.reportedTo..<max(progress.reportedTo, progress.rowsStored)
        let exceptions = try bench.reader.exceptions(of: stored.key, in: rows)
        let found = try restored(stored, exceptions, isReturning: isReturning, turn)
        for exception in exceptions where exception.state == .reconciling {
            open.lookUps[exception.row] = Reconciler.Subject(
                outcome: exception.class ?? .unknown, reason: exception.reason, since: exception.at)
        }
        let lost = open.machine.restore(found, now: turn.now)
        if !isReturning { bench.metrics.held(open.machine.rowsHeld) }
        if !lost.isEmpty {
            let attempts = Dictionary(
                uniqueKeysWithValues:
                    exceptions
                    .filter { $0.state == .sending || $0.state == .reconciling }
                    .map { ($0.row, $0.attempt) })
            bench.log.callsInterrupted(stored.id, rows: lost.count)
            settlement.settleLost(lost, of: open, attempts: attempts, turn)
        }
        return open
    }

    private func keptMapping(
        _ kept: NewInvocation.KeptMapping
    ) throws(ConfigurationMistakes) -> Mapping {
        if let known = mappings[kept.text] { return known }
        let mapping = try Configuration.mapping(fromText: kept.text)
        mappings[kept.text] = mapping
        return mapping
    }

    private func restored(
        _ stored: StoredInvocation, _ exceptions: [ExceptionRecord], isReturning: Bool,
        _ turn: Turn
    ) throws(StoreError) -> InvocationMachine.Restored {
        var found = InvocationMachine.Restored()
        let from = stored.progress.reportedTo
        for range in try bench.reader.callRanges(of: stored.key, from: from) {
            found.settled.insert(range.clamped(to: from..<Int.max))
        }
        for exception in exceptions {
            let row = exception.row..<exception.row + 1
            if exception.state.isFinal {
                found.settled.insert(row)
                continue
            }
            found.settled.remove(row)
            switch exception.state {
            case .waiting:
                // Whatever the row waited for, whoever started the bridge again has perhaps mended
                // it. One that comes back to its place has no such hope.
                found.waiting.append(
                    (
                        exception.row, exception.attempt + 1,
                        wait(
                            exception,
                            atMost: isReturning ? RetryPolicy.mpo.cap : Self.restoredWaitMax, turn)
                    ))
            case .reconciling where settlement.canLookUp:
                found.lookUps.append(
                    (
                        exception.row, exception.attempt,
                        wait(exception, atMost: RetryPolicy.mpo.cap, turn)
                    ))
            case .held:
                found.held.append(exception.row)
            default:
                break
            }
        }
        if stored.progress.reported > 0 {
            for range in try bench.reader.batchRanges(of: stored.key, reachingBeyond: from).ranges {
                found.reported.insert(range.clamped(to: from..<Int.max))
            }
        }
        return found
    }

    /// How long a row still has to wait; a clock that jumped must not make it wait for years.
    private func wait(
        _ exception: ExceptionRecord, atMost limit: Duration, _ turn: Turn
    ) -> Duration {
        let rest = (exception.dueAt ?? turn.wall).milliseconds - turn.wall.milliseconds
        return min(max(.zero, .milliseconds(rest)), limit)
    }
}
