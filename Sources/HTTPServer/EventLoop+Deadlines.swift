import HTTPWire

extension EventLoop {
    private enum Deadline { case header, idle, body, answer, writing, lingering }

    /// What the connection is waiting for, and until when. nil if it may take for ever.
    private func deadline(of connection: ClientConnection) -> (due: Int64, Deadline)? {
        let clock = connection.clock
        if connection.phase == .lingering {
            return (clock.lingeringSince + limits.lingerTimeout.clampedNanoseconds, .lingering)
        }
        if connection.unsentCount > 0 {
            return (clock.sendingSince + limits.writeTimeout.clampedNanoseconds, .writing)
        }
        if connection.drip != nil { return nil }
        let answer = answerDeadline(of: connection)
        if let reception = connection.reception, !reception.owesContinue {
            let body = bodyDeadline(reception, clock)
            return answer.map { $0.due < body ? $0 : (body, .body) } ?? (body, .body)
        }
        if answer != nil || !connection.exchanges.isEmpty { return answer }
        if connection.parser.isBetweenRequests, connection.requestCount > 0 {
            return (clock.restingSince + limits.idleTimeout.clampedNanoseconds, .idle)
        }
        // A head that came while earlier requests were handled had to wait for them, not they for it.
        let since = max(clock.headSince, clock.restingSince)
        return (since + limits.headerTimeout.clampedNanoseconds, .header)
    }

    private func answerDeadline(of connection: ClientConnection) -> (due: Int64, Deadline)? {
        guard let limit = limits.responseTimeout, let first = connection.exchanges.front
        else { return nil }
        return (first.startedAt + limit.clampedNanoseconds, .answer)
    }

    /// The moment by which the next byte must have come to keep the pace.
    private func bodyDeadline(_ reception: Reception, _ clock: ConnectionClock) -> Int64 {
        let seconds = Double(reception.body.count) / Double(limits.bodyBytesPerSecondMin)
        return clock.bodySince + limits.bodyGrace.clampedNanoseconds
            + Int64(min(seconds, 1e8) * 1e9)
    }

    /// A deadline that moves later, as most do with every request, costs nothing: the entry in the
    /// heap stays where it is, and whoever finds it looks again.
    func setDeadline(_ connection: ClientConnection) {
        guard let (due, _) = deadline(of: connection), due < connection.clock.timerAt
        else { return }
        connection.clock.timerAt = due
        deadlines.insert(connection.id, due: due)
    }

    /// Everything whose time has come.
    func workOffDue() {
        while let (due, id) = deadlines.popDue(now) {
            guard let connection = connection(id), connection.clock.timerAt == due
            else { continue }
            connection.clock.timerAt = .max
            touch(connection)
            if let (due, deadline) = deadline(of: connection), due <= now {
                miss(deadline, connection)
            }
        }
        while let (_, work) = delayed.popDue(now) {
            switch work {
            case .answer(let id, let sequence, let answer): deliver(answer, to: id, sequence)
            case .drip(let id):
                guard let connection = connection(id) else { continue }
                continueDrip(connection)
                touch(connection)
            }
        }
        if let time = acceptAgainAt, time <= now { resumeAccepting() }
        if let stopAt, stopAt <= now { resetEverybody() }
    }

    private func miss(_ deadline: Deadline, _ connection: ClientConnection) {
        switch deadline {
        case .idle, .lingering:
            close(connection)
            return
        case .header where connection.parser.isBetweenRequests:
            close(connection)
            return
        case .header: refuse(connection, .tooSlow("The header fields came too slowly."))
        case .body: refuse(connection, .tooSlow("The body came too slowly."))
        case .answer:
            deliver(
                .response(.handlerTooSlow), to: connection.id, connection.exchanges.frontSequence)
        case .writing: reset(connection)
        }
        ServerCounters.count(counters.timeouts)
    }
}
