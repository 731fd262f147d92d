internal import Bridge
internal import SQLite

extension Writer {
    /// Within a transaction.
    func write(_ unit: StoreUnit) throws(StoreError) {
        for step in unit.steps { try write(step) }
        for act in unit.acts { try stored { () throws(SQLiteError) in try write(act) } }
    }

    private func write(_ step: InvocationStep) throws(StoreError) {
        let isKnown = try stored { () throws(SQLiteError) in
            for page in step.pages { try write(page, of: step.key) }
            for call in step.calls { try write(call, of: step.key) }
            for exception in step.exceptions { try write(exception, of: step.key) }
            for attempt in step.attempts { try write(attempt, of: step.key) }
            for row in step.corrections { try writeCorrection(of: row, of: step.key) }
            for batch in step.batches { try write(batch, of: step.key) }
            if step.isReopening {
                guard try reopen(step.key) else { return false }
            }
            guard let progress = step.progress else { return true }
            return try write(progress, step)
        }
        guard isKnown else {
            throw .conflict("invocation \(step.key) cannot move: it is completed, or gone")
        }
    }

    /// `false` when there is no such invocation that could still move.
    private func write(
        _ progress: Progress, _ step: InvocationStep
    ) throws(SQLiteError) -> Bool {
        try bind(progress, step.key, at: step.at, reason: step.reason, to: records.progress)
        try records.progress.run()
        guard connection.changes == 1 else { return false }
        if progress.state == .completed {
            try records.finish.bind(1, step.key.number)
            try records.finish.run()
        }
        return true
    }

    /// The parameters of the statements that write an invocation's moving part.
    func bind(
        _ progress: Progress, _ key: InvocationKey, at time: UnixTime, reason: String?,
        to statement: borrowing Statement
    ) throws(SQLiteError) {
        try statement.bind(1, key.number)
        try statement.bind(2, progress.state.word)
        try statement.bind(3, epoch)
        try statement.bind(4, time.milliseconds)
        try statement.bind(5, progress.rowsAnnounced)
        try statement.bind(6, progress.rowsStored)
        try statement.bind(7, progress.isWhole ? 1 : 0)
        try statement.bind(8, progress.claimedTo)
        try statement.bind(9, progress.settledTo)
        try statement.bind(10, progress.reportedTo)
        try statement.bind(11, progress.succeeded)
        try statement.bind(12, progress.failed)
        try statement.bind(13, progress.unknown)
        try statement.bind(14, progress.reported)
        try statement.bind(15, reason, ValuePlace(.invocationReason, key.number), vault)
        try statement.bind(16, progress.isNotified ? 1 : 0)
    }

    func write(_ page: PageRecord, of key: InvocationKey) throws(SQLiteError) {
        let place = RecordKey.of(key, page.firstRow)
        try records.page.bind(1, place)
        try records.page.bind(2, page.rowCount)
        try records.page.bind(3, page.columns, ValuePlace(.pageColumns, place), vault)
        try records.page.run(lending: page.rows, at: 4, ValuePlace(.pageRows, place), vault)
    }

    private func write(_ call: CallRecord, of key: InvocationKey) throws(SQLiteError) {
        let place = RecordKey.of(key, call.firstRow)
        try records.call.bind(1, place)
        try records.call.bind(2, call.rowCount)
        try records.call.bind(3, call.sentAt.milliseconds)
        try records.call.bind(4, call.milliseconds)
        try records.call.run(
            lending: call.results, at: 5, ValuePlace(.callResults, place), vault)
    }

    private func write(_ exception: ExceptionRecord, of key: InvocationKey) throws(SQLiteError) {
        let place = RecordKey.of(key, exception.row)
        try records.exception.bind(1, place)
        try records.exception.bind(2, exception.state.word)
        try records.exception.bind(3, exception.attempt)
        if let outcome = exception.class {
            try records.exception.bind(4, outcome.word)
        } else {
            try records.exception.bindNull(4)
        }
        try records.exception.bind(
            5, exception.reason, ValuePlace(.exceptionReason, place), vault)
        try records.exception.bind(6, exception.at.milliseconds)
        try records.exception.bind(7, exception.dueAt?.milliseconds)
        try records.exception.bind(
            8, exception.result, ValuePlace(.exceptionResult, place), vault)
        try records.exception.run()
    }

    private func write(_ attempt: AttemptRecord, of key: InvocationKey) throws(SQLiteError) {
        let place = RecordKey.of(key, attempt.row)
        try records.nextAttempt.bind(1, place)
        _ = try records.nextAttempt.step()
        let number = records.nextAttempt.integer(0)
        records.nextAttempt.reset()
        try records.attempt.bind(1, place)
        try records.attempt.bind(2, attempt.attempt)
        try records.attempt.bind(3, attempt.sentAt.milliseconds)
        try records.attempt.bind(4, attempt.milliseconds)
        try records.attempt.bind(5, attempt.class.word)
        try records.attempt.bind(
            6, attempt.reason, ValuePlace(.attemptReason, place, number: number), vault)
        try records.attempt.bind(7, number)
        try records.attempt.run()
    }

    private func write(_ batch: BatchRecord, of key: InvocationKey) throws(SQLiteError) {
        precondition(batch.number >= 1, "batches are numbered from 1")
        try records.batch.bind(1, RecordKey.of(key, batch.number))
        try records.batch.bind(2, batch.rows.ranges.last?.upperBound ?? 0)
        try records.batch.bind(3, batch.sentAt.milliseconds)
        try records.batch.bind(4, batch.milliseconds)
        try records.batch.bind(5, batch.attempts)
        try records.batch.bind(7, try removeCorrections(batch.rows, of: key))
        try records.batch.run(lending: batch.rows.text, at: 6)
    }
}
