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

    /// Ends without losing a request that has begun. A later, shorter limit counts.
    func beginStopping(within limit: Int64) {
        stopAt = min(stopAt ?? .max, now + limit)
        closeListeners()
        for connection in connections where connection.phase == .open {
            // A request may lie in the kernel's buffer already: one look, then it is too late.
            if isResting(connection) { happened(.readable, on: connection) }
            if connection.phase == .open, isResting(connection) { close(connection) }
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
