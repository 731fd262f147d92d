package import Bridge

/// What operators decide. What they give a row is no part of it.
extension Log {
    package func actBegun(_ act: ActRecord) {
        var fields = identity(of: act)
        if let invocation = act.scope.invocation {
            fields.append(LogField("invocation", invocation.text))
        }
        if let row = act.scope.row { fields.append(LogField("row", row)) }
        if let state = act.scope.state { fields.append(LogField("state", state.rawValue)) }
        if let mapping = act.scope.mapping { fields.append(LogField("mapping", mapping)) }
        write(.info, "act-begun", fields)
    }

    /// An act that an earlier process had begun goes on.
    package func actResumed(_ act: ActRecord) {
        write(.info, "act-resumed", identity(of: act) + [LogField("rows", act.rows)])
    }

    /// An act that an earlier process had begun cannot be read, and does not go on.
    package func actSkipped(reason: String) {
        write(.error, "act-skipped", key: reason, [LogField("reason", reason)])
    }

    package func actEnded(_ act: ActRecord) {
        var fields = identity(of: act)
        fields += [LogField("rows", act.rows), LogField("skipped", act.skipped)]
        if !act.note.isEmpty { fields.append(LogField("note", act.note)) }
        write(.info, "act-ended", fields)
    }

    private func identity(of act: ActRecord) -> [LogField] {
        [
            LogField("act", Int(act.number)), LogField("verb", act.verb.rawValue),
            LogField("operator", act.operatorName),
        ]
    }
}
