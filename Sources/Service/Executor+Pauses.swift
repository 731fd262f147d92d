import Bridge
import MPO
import Store

/// What an operator holds back, and what is remembered of troubles for whoever asks.
extension Executor {
    /// Lets no call of a mapping leave, or calls again. Calls under way end, and look-ups go on.
    func hold(_ mapping: String, _ isHeld: Bool) {
        lanes.hold(mapping, isHeld)
        bench.metrics.pauses.replace(with: lanes.held)
    }

    /// An act is on disk: only then a pause is over.
    func committed(_ act: ActRecord) {
        if act.verb == .unpause, let mapping = act.scope.mapping { hold(mapping, false) }
    }

    /// Whether there is a mapping of that name: configured, or of an invocation in the store.
    func knows(_ mapping: String) throws(StoreError) -> Bool {
        if settings.mappings[mapping] != nil { return true }
        return try bench.reader.knowsMapping(mapping)
    }

    /// - Parameter isTarget: MPO as a whole is not well, and not only this mapping.
    func noteTrouble(
        of call: CallInFlight, _ verdict: CallVerdict, isTarget: Bool, _ turn: Turn
    ) {
        if verdict.isDone { return }
        let isOfMapping =
            verdict.followUp != .none || verdict.operations.contains { $0.outcome == .notNow }
        guard isTarget || isOfMapping,
            let worst = verdict.operations.first(where: { $0.outcome != .done })
        else { return }
        let trouble = Lane.Trouble(worst.label.rawValue, at: turn.wall)
        if isTarget { lastTrouble = trouble } else { call.pass.lane.lastTrouble = trouble }
    }
}
