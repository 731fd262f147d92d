import Bridge
import Store

/// One step of an act: so many rows, in order, from where the last step ended.
extension Acts {
    /// What became of one row (or, for `resume`, of one invocation).
    private enum Treatment {
        case taken
        case skipped(String)
        /// Something is under way with it that ends by itself, and soon.
        case wait(String)
        /// There is no room to work on its invocation; that may last.
        case noRoom(String)
        /// The act is not about its invocation.
        case elsewhere
    }

    func step(_ act: OpenAct, _ engine: Engine, _ turn: Turn) throws(StoreError) {
        // As soon as this step is on disk, unless something is in the way.
        act.readyAt = turn.now
        var rows = min(act.allowance.rows(turn.now), Self.stepRowsMax)
        guard rows > 0 else {
            act.readyAt = act.allowance.opensAt(turn.now)
            return
        }
        if act.record.verb == .retry {
            let ahead = ahead(of: act, engine)
            rows = min(rows, Self.rowsAheadMax - ahead)
            guard rows > 0 else {
                act.readyAt = turn.now.advanced(by: act.poll(ahead: ahead))
                return
            }
        }
        let before = act.passed
        do throws(StoreError) {
            if act.record.verb == .resume {
                try resume(rows, act, engine, turn)
            } else {
                try takeUp(rows, act, engine, turn)
            }
        } catch {
            try interrupt(act, hasPassed: act.passed > before, error, engine, turn)
        }
        act.allowance.spend(act.passed - before)
    }

    /// A read failed within a step. What the step has taken up by then is on its way to the disk,
    /// so the act must be as well; it goes on by itself behind it.
    private func interrupt(
        _ act: OpenAct, hasPassed: Bool, _ error: StoreError, _ engine: Engine, _ turn: Turn
    ) throws(StoreError) {
        if case .contradiction(let message) = error {
            // It would be read again and again, and never be different.
            let reason = "it could not go on: the store's records contradict each other: "
            return act.end(at: turn.wall, because: reason + message)
        }
        guard hasPassed else { throw error }
        act.readyAt = turn.now.advanced(by: RetryPolicy.store.cap)
        engine.actReadFailed(error, turn)
    }

    /// Rows that the act has put into the queue and that wait there.
    private func ahead(of act: OpenAct, _ engine: Engine) -> Int {
        var rows = 0
        for key in act.touched {
            let waiting = engine.rowsWaiting(of: key)
            // A row that a call carries may be back in a moment.
            let isIdle = engine.invocations[key]?.machine.isIdle ?? true
            if waiting == 0, isIdle { act.touched.remove(key) }
            rows += waiting
        }
        return rows
    }

    // MARK: - Rows

    private func takeUp(
        _ rowsMax: Int, _ act: OpenAct, _ engine: Engine, _ turn: Turn
    ) throws(StoreError) {
        var rest = rowsMax
        var invocations = Self.stepInvocationsMax
        while rest > 0, invocations > 0 {
            let asked = rest
            let found = try bench.reader.actableRows(
                act.states, after: act.stored.place, through: act.stored.last, limit: asked)
            var isElsewhere = false
            for (place, exception) in found where !isElsewhere {
                if place.invocation != act.stored.place?.invocation { invocations -= 1 }
                switch try treat(place, exception, act, engine, turn) {
                case .taken: act.take(place)
                case .skipped(let reason): act.skip(place, "row \(place.row): \(reason)")
                case .wait(let reason):
                    if wait(act, place, reason, turn) { return }
                case .noRoom(let reason):
                    return pause(act, reason, turn)
                case .elsewhere:
                    act.pass(.end(of: place.invocation))
                    isElsewhere = true
                }
                if !isElsewhere { rest -= 1 }
                if invocations <= 0 { return }
            }
            let isAtEnd = act.stored.place.map { $0 >= act.stored.last } ?? false
            if isAtEnd || !isElsewhere && found.count < asked { return act.end(at: turn.wall) }
        }
    }

    /// The act goes on here when something has changed, however long that takes.
    private func pause(_ act: OpenAct, _ reason: String, _ turn: Turn) {
        act.wait(reason, now: turn.now)
        act.readyAt = turn.now.advanced(by: Self.pollInterval)
    }

    /// - Returns: whether the act stops here for now; otherwise the row was left out.
    private func wait(_ act: OpenAct, _ place: RowPlace, _ reason: String, _ turn: Turn) -> Bool {
        pause(act, reason, turn)
        if let since = act.waiting?.since, since.advanced(by: Self.rowWaitMax) <= turn.now {
            act.skip(place, "row \(place.row): \(reason)")
            act.readyAt = turn.now
            return false
        }
        return true
    }

    private func treat(
        _ place: RowPlace, _ exception: ExceptionRecord, _ act: OpenAct, _ engine: Engine,
        _ turn: Turn
    ) throws(StoreError) -> Treatment {
        if let unworkable = act.unworkable, unworkable.key == place.invocation {
            return .skipped(unworkable.reason)
        }
        if try isElsewhere(place.invocation, act, engine) { return .elsewhere }
        if act.record.verb == .retry, act.record.scope.row == nil, exception.state == .failed,
            exception.mayHaveTask
        {
            return .skipped("row \(place.row) may have a task: name it alone, and say --may-repeat")
        }
        switch try engine.open(
            place.invocation, isForOne: act.isForOne, isResuming: false, turn)
        {
        case .wait(let reason):
            return .wait(reason)
        case .noRoom(let reason):
            return .noRoom(reason)
        case .skipped(let reason):
            act.unworkable = (place.invocation, reason)
            return .skipped(reason)
        case .open(let invocation):
            return takeUp(exception, of: invocation, act, turn)
        }
    }

    private func isElsewhere(
        _ key: InvocationKey, _ act: OpenAct, _ engine: Engine
    ) throws(StoreError) -> Bool {
        guard let wanted = act.record.scope.mapping, key != act.stored.place?.invocation else {
            return false
        }
        if let open = engine.invocations[key] { return open.mapping.name != wanted }
        return try bench.reader.mappingName(of: key) != wanted
    }

    private func takeUp(
        _ exception: ExceptionRecord, of invocation: OpenInvocation, _ act: OpenAct, _ turn: Turn
    ) -> Treatment {
        let row = exception.row
        if exception.state == .held {
            guard invocation.machine.release(row) else { return .skipped("it is not held") }
            bench.metrics.held(-1)
        } else {
            let status: InvocationMachine.FinalStatus =
                exception.state == .failed ? .failed : .unknown
            switch invocation.machine.reopen(row, from: status) {
            case .busy: return .wait("the product is being told of it")
            case .notSettled: return .skipped("it is on its way already")
            case .reopened(let wasReported):
                bench.metrics.queue(1)
                if wasReported { bench.record(invocation) { $0.corrections.append(row) } }
            }
        }
        if let resolution = act.stored.resolution {
            settlement.resolve(
                exception, of: invocation, as: resolution, act: act.record.number, turn)
        } else {
            settlement.retry(exception, of: invocation, act: act.record.number, turn)
            act.touched.insert(invocation.key)
        }
        return .taken
    }

    // MARK: - Invocations

    private func resume(
        _ countMax: Int, _ act: OpenAct, _ engine: Engine, _ turn: Turn
    ) throws(StoreError) {
        var rest = min(countMax, Self.stepInvocationsMax)
        let last = act.stored.last.invocation
        let found = try bench.reader.unfinishedStates(
            after: act.stored.place?.invocation, through: last, limit: Self.statesReadMax)
        for (key, isHalted) in found where rest > 0 {
            let place = RowPlace.end(of: key)
            guard isHalted, try !isElsewhere(key, act, engine) else {
                act.pass(place)
                continue
            }
            rest -= 1
            switch try engine.open(key, isForOne: act.isForOne, isResuming: true, turn) {
            case .open(let invocation):
                // Its state is written together with the act.
                bench.record(invocation)
                act.take(place)
            case .skipped(let reason): act.skip(place, reason)
            case .wait(let reason):
                if wait(act, place, reason, turn) { return }
            case .noRoom(let reason):
                return pause(act, reason, turn)
            }
        }
        if rest > 0, found.count < Self.statesReadMax { act.end(at: turn.wall) }
    }

    /// Invocations whose state one step reads.
    private static let statesReadMax = 1_000
}
