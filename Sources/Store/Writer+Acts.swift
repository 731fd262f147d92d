internal import Bridge
internal import SQLite

/// What acts of operators write besides the records of their rows.
extension Writer {
    /// Brings a completed invocation back. `false` when there is none that could come back.
    func reopen(_ key: InvocationKey) throws(SQLiteError) -> Bool {
        try records.reopen.bind(1, key.number)
        try records.reopen.run()
        guard connection.changes == 1 else { return false }
        try records.unfinish.bind(1, key.number)
        try records.unfinish.run()
        return true
    }

    /// The product is to hear of a row a second time.
    func writeCorrection(of row: Int, of key: InvocationKey) throws(SQLiteError) {
        try records.correction.bind(1, RecordKey.of(key, row))
        try records.correction.run()
    }

    /// The product has heard of these rows. - Returns: for how many it was the second time.
    func removeCorrections(
        _ rows: RowRanges, of key: InvocationKey
    ) throws(SQLiteError) -> Int {
        guard let first = rows.first, let end = rows.ranges.last?.upperBound else { return 0 }
        // Nearly always there is none, and one question is enough.
        try records.hasCorrections.bind(1, RecordKey.of(key, first))
        try records.hasCorrections.bind(2, RecordKey.of(key, end - 1))
        let isAny = try records.hasCorrections.step() && records.hasCorrections.integer(0) != 0
        records.hasCorrections.reset()
        guard isAny else { return 0 }
        var count = 0
        for range in rows.ranges {
            try records.corrected.bind(1, RecordKey.of(key, range.lowerBound))
            try records.corrected.bind(2, RecordKey.of(key, range.upperBound - 1))
            try records.corrected.run()
            count += connection.changes
        }
        return count
    }

    func write(_ act: StoredAct) throws(SQLiteError) {
        try records.act.bind(1, act.record.number)
        try bindDecision(act)
        try records.act.bind(12, act.record.rows)
        try records.act.bind(13, act.record.skipped)
        try records.act.bind(14, act.place.map { RecordKey.of($0) } ?? 0)
        try records.act.bind(15, RecordKey.of(act.last))
        try records.act.bind(16, act.record.endedAt?.milliseconds)
        try records.act.bind(17, act.record.note)
        try records.act.run()
        try writePause(act.record)
    }

    /// What a pause, or the end of one, changes beside the audit.
    private func writePause(_ act: ActRecord) throws(SQLiteError) {
        guard act.verb.isAboutMapping, let mapping = act.scope.mapping else { return }
        guard act.verb == .pause else {
            try records.unpause.bind(1, mapping)
            return try records.unpause.run()
        }
        try records.pause.bind(1, mapping)
        try records.pause.bind(2, act.at.milliseconds)
        try records.pause.bind(3, act.operatorName)
        try records.pause.bind(4, act.note)
        try records.pause.run()
    }

    private func bindDecision(_ act: StoredAct) throws(SQLiteError) {
        let record = act.record
        try records.act.bind(2, record.at.milliseconds)
        try records.act.bind(3, record.operatorName)
        try records.act.bind(4, record.verb.rawValue)
        try records.act.bind(5, record.scope.invocation?.text)
        try records.act.bind(6, record.scope.row)
        try records.act.bind(7, record.scope.state?.rawValue)
        try records.act.bind(8, record.scope.mapping)
        switch act.resolution {
        case nil:
            try records.act.bindNull(9)
            try records.act.bindNull(10)
        case .succeeded(let result):
            try records.act.bind(9, "succeeded" as String)
            try records.act.bind(10, text: result)
        case .failed(let message):
            try records.act.bind(9, "failed" as String)
            try records.act.bind(10, message)
        }
        try records.act.bind(11, real: record.rowsPerSecond)
    }
}
