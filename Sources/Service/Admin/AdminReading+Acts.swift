import Bridge
import JSON
import Store

/// What stands between a request and the engine: which invocation is meant, whether it is asked for
/// with open eyes, and how many rows it would concern.
extension AdminReading {
    /// Characters of an invocation's id that are enough, if no other id begins with them.
    private static let prefixCharactersMin = 4

    /// The invocation of an id, or of the beginning of one.
    func find(_ text: String) throws(AdminRefusal) -> StoredInvocation {
        let prefix = text.lowercased()
        let isID = prefix.utf8.allSatisfy { "0123456789abcdef-".utf8.contains($0) }
        guard isID, (Self.prefixCharactersMin...36).contains(prefix.utf8.count) else {
            throw AdminRefusal(
                .badRequest, "that is no id of an invocation",
                mend: "write the id, or at least its first \(Self.prefixCharactersMin) characters")
        }
        let ids = try told { () throws(StoreError) in
            try reader.ids(beginningWith: prefix, limit: 2)
        }
        guard ids.count < 2 else {
            throw AdminRefusal(
                .conflict, "several invocations have an id that begins with \(prefix)",
                mend: "write more of it")
        }
        let stored = try told { () throws(StoreError) -> StoredInvocation? in
            guard let id = ids.first else { return nil }
            return try reader.invocation(id: id)
        }
        guard let stored else {
            throw AdminRefusal(
                .notFound, "there is no invocation \(prefix)",
                mend: "'mpo-bridge invocations' lists them; completed ones are deleted after "
                    + "store.retention")
        }
        return stored
    }

    /// - Throws: when the row is not in the store.
    func check(_ row: Int, of stored: StoredInvocation) throws(AdminRefusal) {
        let count = stored.progress.rowsStored
        guard row < count else {
            let isComing = row < stored.progress.rowsAnnounced ?? 0
            throw AdminRefusal(
                .notFound,
                isComing ? "row \(row) has not been pulled yet" : "there is no row \(row)",
                mend: "the invocation has \(count) row\(count == 1 ? "" : "s"), counted from 0")
        }
    }

    /// What the engine is asked for. Rows that may have a task are sent again only for somebody who
    /// said so.
    func request(_ message: ActMessage, by name: String) throws(AdminRefusal) -> ActRequest {
        let stored = try message.invocation.map { (id) throws(AdminRefusal) in try find(id) }
        var state = message.state
        if let stored, let row = message.row {
            try check(row, of: stored)
            if message.verb == .retry, !message.mayRepeat { try checkRepeat(row, of: stored) }
        } else if message.verb == .retry, !message.mayRepeat {
            guard state == nil || state == .failed else {
                throw Self.repeatRefusal("\(state?.rawValue ?? "") rows may have a task")
            }
            state = .failed
        }
        let request = ActRequest(
            operatorName: String(name.prefix(ActRequest.operatorCharactersMax)),
            verb: message.verb,
            scope: ActScope(
                invocation: stored?.id, row: message.row, state: state, mapping: message.mapping),
            resolution: message.resolution, rowsPerSecond: message.rowsPerSecond,
            note: message.why ?? "")
        if let fault = request.fault { throw AdminRefusal(fault) }
        return request
    }

    private func checkRepeat(_ row: Int, of stored: StoredInvocation) throws(AdminRefusal) {
        let exception = try told { () throws(StoreError) in
            try reader.briefExceptions(of: stored.key, in: row..<row + 1).first
        }
        guard let exception, exception.mayHaveTask else { return }
        throw Self.repeatRefusal("row \(row) may have a task")
    }

    private static func repeatRefusal(_ message: String) -> AdminRefusal {
        AdminRefusal(
            .conflict, "\(message): sent again, its customer's task could be done twice",
            mend: "look at MPO whether the task is there; if not, say --may-repeat (mayRepeat)")
    }

    /// Rows of each state that are counted for a preview, at most: fewer where each one's mapping
    /// must be looked up.
    static let previewRowsMax = 100_000
    static let previewRowsOfMappingMax = 10_000

    /// `{"preview":true,"rows":N,"isCut":false}`: how many rows (for `resume`: invocations) an act
    /// would concern now.
    func preview(_ request: ActRequest) throws(StoreError) -> [UInt8] {
        let count = try count(request)
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("preview", true)
            writer.member("rows", count.count)
            writer.member("isCut", count.isCut)
        }
        return writer.bytes
    }

    private func count(_ request: ActRequest) throws(StoreError) -> BoundedCount {
        let scope = request.scope
        let stored = try scope.invocation.map { (id) throws(StoreError) in
            try reader.invocation(id: id)
        }
        if request.verb.isAboutMapping { return BoundedCount(count: 0, isCut: false) }
        guard request.verb == .resume else {
            return try reader.actableCount(
                request.verb.states(in: scope), of: stored??.key, row: scope.row,
                mappingName: scope.mapping,
                max: scope.mapping == nil ? Self.previewRowsMax : Self.previewRowsOfMappingMax)
        }
        guard let stored else {
            return try reader.count(InvocationFilter(state: .halted, mappingName: scope.mapping))
        }
        return BoundedCount(count: stored?.progress.state == .halted ? 1 : 0, isCut: false)
    }
}
