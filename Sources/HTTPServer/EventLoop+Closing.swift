import HTTPWire

extension EventLoop {
    /// All is answered. What the client still sends is read for a while and dropped: closing with
    /// unread bytes would send a reset, and a reset can overtake the answer (RFC 9112 §9.6).
    func sayGoodbye(_ connection: ClientConnection) {
        connection.dropPending()
        if connection.inputEnded {
            close(connection)
            return
        }
        connection.phase = .lingering
        connection.clock.lingeringSince = now
        connection.transport.shutdownWriting()
    }

    func close(_ connection: ClientConnection) {
        if connection.phase == .closed { return }
        if let error = connection.transport.error {
            ServerCounters.count(counters.tlsFailures)
            handler.tlsFailed(error, from: connection.peer)
        }
        connection.transport.close()
        forget(connection)
    }

    func reset(_ connection: ClientConnection) {
        if connection.phase == .closed { return }
        connection.transport.reset()
        forget(connection)
    }

    private func forget(_ connection: ClientConnection) {
        let reserved = connection.reception?.bodyBytesReserved ?? 0
        changeBodyBytes(by: -(reserved + connection.exchanges.bodyBytes))
        if connection.isStranger { forgetStranger(connection.peer) }
        connection.release()
        freeIndexes.append(connection.index)
        openCount -= 1
        ServerCounters.count(counters.open, -1)
        if acceptAgainAt == nil { resumeAccepting() }
    }

    /// Ends without losing a request that has begun, or is perhaps on its way. A later, shorter
    /// limit counts.
    func beginStopping(within limit: Int64) {
        let end = min(stopAt ?? .max, now + limit)
        stopAt = end
        closeListeners()
        for connection in connections where connection.phase == .open {
            // Its deadline may be sooner now.
            touch(connection)
            guard isResting(connection) else { continue }
            // A request may lie in the kernel's buffer already.
            happened(.readable, on: connection)
            let patience = limits.stoppingPatience.clampedNanoseconds
            let isOver = min(connection.clock.restingSince + patience, end) <= now
            if isOver, connection.phase == .open, isResting(connection) { close(connection) }
        }
    }

    private func isResting(_ connection: ClientConnection) -> Bool {
        connection.parser.isBetweenRequests && connection.unread.isEmpty
            && isAllAnswered(connection)
    }

    func resetEverybody() {
        for connection in connections { reset(connection) }
    }
}
