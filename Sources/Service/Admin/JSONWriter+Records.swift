import Bridge
import JSON
import Store

/// The records of the store as the admin interface tells them; the names are stable.
extension JSONWriter {
    mutating func members(of summary: InvocationSummary) {
        member("number", Int(summary.key.number))
        member("id", summary.id.text)
        member("mapping", summary.mappingName)
        member("tenantId", summary.tenantID)
        let progress = summary.progress
        member("state", progress.state.rawValue)
        member("reason", summary.reason)
        member("acceptedAt", summary.acceptedAt)
        member("changedAt", summary.changedAt)
        object("rows") { writer in
            writer.member("announced", progress.rowsAnnounced)
            writer.member("stored", progress.rowsStored)
            writer.member("succeeded", progress.succeeded)
            writer.member("failed", progress.failed)
            writer.member("unknown", progress.unknown)
            writer.member("outstanding", progress.outstanding)
            writer.member("reported", progress.reported)
        }
    }

    mutating func members(of act: ActRecord) {
        member("number", Int(act.number))
        member("at", act.at)
        member("operator", act.operatorName)
        member("verb", act.verb.rawValue)
        object("scope") { writer in
            writer.member("invocation", act.scope.invocation?.text)
            writer.member("row", act.scope.row)
            writer.member("state", act.scope.state?.rawValue)
            writer.member("mapping", act.scope.mapping)
        }
        key("rowsPerSecond")
        if let rate = act.rowsPerSecond { double(rate) } else { null() }
        member("rows", act.rows)
        member("skipped", act.skipped)
        member("endedAt", act.endedAt)
        member("note", act.note)
    }

    mutating func member(_ name: String, _ outlook: Outlook) {
        object(name) { writer in
            writer.member("what", outlook.what)
            writer.member("at", outlook.at)
            writer.array("commands", outlook.commands) { $0.string($1) }
        }
    }
}
