import Bridge
import Store

/// Pauses of mappings, and their ends: acts that are done at once.
extension Acts {
    /// Holds the mapping back in this very turn, so that when the operator hears of it no further
    /// call leaves; an end counts from its commit.
    func decide(
        _ request: ActRequest, number: Int64, _ engine: Engine, _ turn: Turn
    ) throws(StoreError) -> Result<StoredAct, ActRefusal> {
        guard let mapping = request.scope.mapping, try engine.executor.knows(mapping) else {
            return .failure(.notFound("there is no mapping \(request.scope.mapping ?? "")"))
        }
        let held = engine.executor.lanes.held
        guard held.contains(mapping) == (request.verb == .unpause) else {
            let state = request.verb == .pause ? "is paused already" : "is not paused"
            return .failure(.nothingToDo("mapping \(mapping) \(state)"))
        }
        guard request.verb == .unpause || held.count < StoreReader.pausesMax else {
            return .failure(.busy("\(held.count) mappings are paused"))
        }
        if request.verb == .pause { engine.executor.hold(mapping, true) }
        let record = ActRecord(
            number: number, at: turn.wall, operatorName: request.operatorName, verb: request.verb,
            scope: request.scope, rowsPerSecond: nil, endedAt: turn.wall, note: request.note)
        // It goes over no rows.
        let nowhere = RowPlace(InvocationKey(1), 0)
        return .success(
            StoredAct(record: record, resolution: nil, place: nowhere, last: nowhere))
    }
}
