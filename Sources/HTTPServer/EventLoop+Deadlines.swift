import HTTPWire

extension EventLoop {
    private enum Deadline { case handshake, header, idle, body, answer, writing, lingering }

    /// What the connection is waiting for, and until when. nil if it may take for ever.
    private func deadline(of connection: ClientConnection) -> (due: Int64, Deadline)? {
        let clock = connection.clock
        if connection.phase == .lingering {
            return (clock.lingeringSince + limits.lingerTimeout.clampedNanoseconds, .lingering)
        }
        if connection.transport.isHandshaking {
            return (clock.restingSince + restMax(limits.handshakeTimeout), .handshake)
        }
        if connection.unsentCount > 0 {
            let pace = pacedDeadline(
                since: clock.sendingSince, grace: limits.writeTimeout, connection.takenCount,
                bytesPerSecond: limits.writtenBytesPerSecondMin)
            return (min(pace, clock.takingSince + limits.writeTimeout.clampedNanoseconds), .writing)
        }
        if connection.drip != nil { return nil }
        let answer = answerDeadline(of: connection)
        if let reception = connection.reception, !reception.owesContinue {
            let body = pacedDeadline(
                since: clock.bodySince, grace: limits.bodyGrace, reception.body.count,
                bytesPerSecond: limits.bodyBytesPerSecondMin)
            return answer.map { $0.due < body ? $0 : (body, .body) } ?? (body, .body)
        }
        if answer != nil || !connection.exchanges.isEmpty { return answer }
        if connection.parser.isBetweenRequests, connection.requestCount > 0 || stopAt != nil {
            return (clock.restingSince + restMax(limits.idleTimeout), .idle)
        }
        // A head that came while earlier requests were handled had to wait for them.
        let since = max(clock.headSince, clock.restingSince)
        return (since + limits.headerTimeout.clampedNanoseconds, .header)
    }

    /// How long nothing of a request need come: less when the server stops.
    private func restMax(_ limit: Duration) -> Int64 {
        (stopAt == nil ? limit : min(limit, limits.stoppingPatience)).clampedNanoseconds
    }

    private func answerDeadline(of connection: ClientConnection) -> (due: Int64, Deadline)? {
        guard let limit = limits.responseTimeout, let first = connection.exchanges.front
        else { return nil }
        return (first.startedAt + limit.clampedNanoseconds, .answer)
    }

    /// The moment by which the next byte must have come to keep the pace.
    private func pacedDeadline(
        since start: Int64, grace: Duration, _ bytes: Int, bytesPerSecond: Int
    ) -> Int64 {
        let seconds = Double(bytes) / Double(bytesPerSecond)
        return start + grace.clampedNanoseconds + Int64(min(seconds, 1e8) * 1e9)
    }

    /// A deadline that moves later, as most do with every request, costs nothing: the entry in the
    /// heap stays where it is, and whoever finds it looks again.
    func setDeadline(_ connection: ClientConnection) {
        guard let (due, _) = deadline(of: connection), due < connection.timerAt
        else { return }
        connection.timerAt = due
        deadlines.insert(connection.index, due: due)
    }

    /// Everything whose time has come.
    func workOffDue() {
        while let (due, index) = deadlines.popDue(now) {
            let connection = connections[Int(index)]
            guard connection.timerAt == due else { continue }
            connection.timerAt = .max
            if connection.phase == .closed { continue }
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
        case .handshake: close(connection)
        case .header: refuse(connection, .headerTooSlow)
        case .body: refuse(connection, .bodyTooSlow)
        case .answer:
            deliver(
                .response(response(to: .handlerTooSlow, connection)), to: connection.id,
                connection.exchanges.frontSequence)
        case .writing: reset(connection)
        }
        ServerCounters.count(counters.timeouts)
    }
}
