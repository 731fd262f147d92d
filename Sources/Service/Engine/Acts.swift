import Bridge
import JSON
import Store

/// Works off what operators decide: single rows at once, many in small steps, each of which is one
/// transaction with its rows' records and the act's own. After a restart an act goes on behind its
/// last step.
///
/// A step is only made while nothing of the engine's is on its way to the disk, and there is one at
/// a time: what a step reads of failed, held and unknown rows is then how things stand.
final class Acts {
    typealias Reply = @Sendable (Result<ActRecord, ActRefusal>) -> Void

    /// Acts that may be worked off at the same time.
    static let openMax = 16
    /// Requests that may wait for their beginning.
    static let requestsMax = 64
    /// Rows that one step takes up, at most: as many records are written in one transaction.
    static let stepRowsMax = 250
    /// Invocations that one step looks at, or takes up from the store.
    static let stepInvocationsMax = 100
    /// Rows of one act that may wait to be sent again: the next ones stay as they are until then.
    static let rowsAheadMax = 1_000
    /// How long a request waits for what is under way with its row, before it is refused.
    static let requestWaitMax = Duration.seconds(5)
    /// How long a large act waits at one row before it leaves that one out.
    static let rowWaitMax = Duration.seconds(120)
    /// How often something is looked at again that is under way.
    static let pollInterval = Duration.milliseconds(100)
    /// How often the rows ahead are counted when they are as many as may be, while they move and
    /// while they do not.
    static let queuePollIntervals = Duration.milliseconds(10) ... .seconds(1)

    /// A request that has not begun.
    struct Waiting {
        let request: ActRequest
        let reply: Reply
        let since: MonotonicTime
        var readyAt: MonotonicTime
    }

    let bench: Workbench
    let settlement: RowSettlement
    private var requests: [Waiting] = []
    /// Acts that operators want to end.
    var stops: [(order: ActStop, reply: Reply)] = []
    private(set) var open: [OpenAct] = []
    /// Those who wait for the commit of an act's beginning, or of its end.
    private var replies: [Int64: [Reply]] = [:]
    private var isRestored = false
    private(set) var lastNumber: Int64 = 0
    /// Why the store takes nothing at the moment.
    private(set) var storeRefusal: String?

    init(_ bench: Workbench, settlement: RowSettlement) {
        self.bench = bench
        self.settlement = settlement
    }

    // MARK: - Requests

    /// An operator asks. What makes no sense is refused at once.
    func take(
        _ request: ActRequest, _ reply: @escaping Reply, isStopping: Bool, now: MonotonicTime
    ) {
        if let refusal = refusal(of: request, isStopping: isStopping) {
            return reply(.failure(refusal))
        }
        requests.append(
            Waiting(request: request, reply: reply, since: now, readyAt: now))
    }

    private func refusal(of request: ActRequest, isStopping: Bool) -> ActRefusal? {
        if let fault = request.fault { return fault }
        if case .succeeded(let result?) = request.resolution {
            do throws(JSONError) {
                _ = try JSONText(result)
            } catch {
                return .invalid("the result is no JSON text: \(error)")
            }
        }
        if isStopping { return .busy("the bridge is stopping") }
        if let storeRefusal { return .store(label: storeRefusal) }
        if requests.count >= Self.requestsMax { return .busy("too many acts wait to begin") }
        return nil
    }

    /// The store has refused the engine's records (`nil`: it takes them again). What has not begun
    /// is refused as well; what has waits with the records.
    func storeRefuses(_ label: String?) {
        storeRefusal = label
        guard let label else { return }
        refuse(.store(label: label))
    }

    /// Whatever has not begun is refused.
    private func refuse(_ refusal: ActRefusal) {
        for waiting in requests { waiting.reply(.failure(refusal)) }
        for stop in stops { stop.reply(.failure(refusal)) }
        requests.removeAll()
        stops.removeAll()
    }

    /// A step is on disk.
    func committed(_ record: ActRecord) {
        for reply in replies.removeValue(forKey: record.number) ?? [] { reply(.success(record)) }
    }

    /// The engine ends: nobody is left without an answer.
    func stopped() {
        refuse(.busy("the bridge is stopping"))
        let unsure = "the bridge is stopping: whether the act was kept, the list of acts tells"
        for reply in replies.values.joined() { reply(.failure(.busy(unsure))) }
        replies.removeAll()
    }

    // MARK: - Work

    /// When there is something to do without an event; not while a unit is on its way.
    var wakesAt: MonotonicTime? {
        if !stops.isEmpty { return MonotonicTime(nanoseconds: 0) }
        return (requests.map(\.readyAt) + open.compactMap(\.readyAt)).min()
    }

    /// One step of one act: of the request or the act that has been ready for longest. Before that,
    /// acts end that are to end.
    func work(_ engine: Engine, _ turn: Turn) throws(StoreError) {
        if !isRestored { try restore(turn) }
        stop(turn)
        if let index = requests.indices.min(by: { requests[$0].readyAt < requests[$1].readyAt }),
            requests[index].readyAt <= turn.now
        {
            let waiting = requests.remove(at: index)
            do throws(StoreError) {
                try begin(waiting, engine, turn)
            } catch {
                waiting.reply(.failure(.store(label: error.label)))
                throw error
            }
            return
        }
        let ready = open.filter { $0.readyAt.map { $0 <= turn.now } ?? false }
        guard let act = ready.min(by: { ($0.readyAt ?? turn.now) < ($1.readyAt ?? turn.now) })
        else { return }
        do throws(StoreError) {
            try step(act, engine, turn)
        } catch {
            // The other acts have their turn before it is tried again.
            act.readyAt = turn.now.advanced(by: Self.pollInterval)
            throw error
        }
        record(act)
    }

    private func restore(_ turn: Turn) throws(StoreError) {
        lastNumber = try bench.reader.lastActNumber()
        // One that cannot be read keeps no other out.
        let stored = try bench.reader.openActs { bench.log.actSkipped(reason: $0) }
        for stored in stored {
            bench.log.actResumed(stored.record)
            open.append(OpenAct(stored, isNew: false, now: turn.now))
        }
        isRestored = true
    }

    /// The first step of a request. One that has nothing to do leaves no trace.
    private func begin(_ waiting: Waiting, _ engine: Engine, _ turn: Turn) throws(StoreError) {
        let request = waiting.request
        if request.verb.isAboutMapping { return try beginPause(waiting, engine, turn) }
        guard request.isAboutOne || open.count < Self.openMax else {
            return waiting.reply(.failure(.busy("\(open.count) acts are being worked off")))
        }
        let act: OpenAct
        switch try stored(request, at: turn.wall) {
        case .success(let stored): act = OpenAct(stored, isNew: true, now: turn.now)
        case .failure(let refusal): return waiting.reply(.failure(refusal))
        }
        try step(act, engine, turn)
        if act.record.rows == 0, act.record.endedAt != nil {
            return waiting.reply(.failure(.nothingToDo(try reason(act))))
        }
        if act.record.rows == 0, request.isAboutOne, let reason = act.waiting?.reason {
            return wait(waiting, reason, turn)
        }
        lastNumber = act.record.number
        reply(waiting.reply, onCommitOf: act)
        bench.metrics.acts.add(request.verb)
        bench.log.actBegun(act.record)
        open.append(act)
        record(act)
    }

    private func beginPause(
        _ waiting: Waiting, _ engine: Engine, _ turn: Turn
    ) throws(StoreError) {
        switch try decide(waiting.request, number: lastNumber + 1, engine, turn) {
        case .success(let act):
            lastNumber = act.record.number
            replies[lastNumber, default: []].append(waiting.reply)
            bench.metrics.acts.add(act.record.verb)
            bench.log.actBegun(act.record)
            bench.outbox.add(act)
        case .failure(let refusal):
            waiting.reply(.failure(refusal))
        }
    }

    /// What is under way with the row ends soon, or the request is refused.
    private func wait(_ waiting: Waiting, _ reason: String, _ turn: Turn) {
        if waiting.since.advanced(by: Self.requestWaitMax) <= turn.now {
            return waiting.reply(.failure(.busy(reason)))
        }
        var again = waiting
        again.readyAt = turn.now.advanced(by: Self.pollInterval)
        requests.append(again)
    }

    func reply(_ reply: @escaping Reply, onCommitOf act: OpenAct) {
        replies[act.record.number, default: []].append(reply)
    }

    /// Hands an act to the disk, with the records of its step.
    func record(_ act: OpenAct) {
        if let stored = act.takeChange() { bench.outbox.add(stored) }
        guard act.record.endedAt != nil else { return }
        bench.log.actEnded(act.record)
        open.removeAll { $0 === act }
    }

    // MARK: - From a request to an act

    private func stored(
        _ request: ActRequest, at wall: UnixTime
    ) throws(StoreError) -> Result<StoredAct, ActRefusal> {
        let record = ActRecord(
            number: lastNumber + 1, at: wall, operatorName: request.operatorName,
            verb: request.verb, scope: request.scope, rowsPerSecond: request.rowsPerSecond)
        var place: RowPlace?
        let last: RowPlace
        if let id = request.scope.invocation {
            guard let invocation = try bench.reader.invocation(id: id) else {
                return .failure(.notFound("there is no invocation \(id)"))
            }
            if let row = request.scope.row, row >= invocation.progress.rowsStored {
                return .failure(.notFound("invocation \(id) has no row \(row)"))
            }
            place = .before(invocation.key, request.scope.row ?? 0)
            last =
                request.scope.row.map { RowPlace(invocation.key, $0) } ?? .end(of: invocation.key)
        } else {
            guard let newest = try bench.reader.lastInvocation() else {
                return .failure(.nothingToDo("there is no invocation"))
            }
            last = .end(of: newest)
        }
        return .success(
            StoredAct(record: record, resolution: request.resolution, place: place, last: last))
    }

    /// Why an act took nothing up.
    private func reason(_ act: OpenAct) throws(StoreError) -> String {
        if !act.record.note.isEmpty { return act.record.note }
        let scope = act.record.scope
        if act.record.verb == .resume {
            return scope.invocation.map { "invocation \($0) is not halted" }
                ?? "no invocation is halted"
        }
        let states = act.states.map(\.rawValue).joined(separator: " or ")
        guard let row = scope.row else { return "no row is \(states)" }
        let found = try bench.reader.exceptions(
            of: act.stored.last.invocation, in: row..<row + 1
        ).first
        return "row \(row) is not \(states)" + (found.map { " but \($0.state.rawValue)" } ?? "")
    }
}

extension ActRequest {
    /// About one row, or one invocation as a whole: done at once, or not at all.
    fileprivate var isAboutOne: Bool {
        scope.row != nil || verb == .resume && scope.invocation != nil
    }
}
