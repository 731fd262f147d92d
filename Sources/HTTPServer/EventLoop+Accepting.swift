import Crypto
import HTTPWire

extension EventLoop {
    /// Accepting again too early costs nothing but a call; too late, a client's patience.
    private static let exhaustedPause: Int64 = 100_000_000
    /// Connections accepted in one turn, so that those that are open get theirs.
    private static let acceptsPerTurn = 64

    func watchListenersAndBell() {
        do throws(SystemError) {
            // Edge-triggered: each ring is told once, and nobody has to reset the bell.
            try events.add(inbox.bell.raw, [.readable, .edge], token: Self.bellToken)
            for index in listeners.indices {
                try events.add(
                    listeners[index].descriptor.raw, .readable, token: listenerToken(index))
            }
        } catch {
            // A handful of descriptors in an empty epoll instance: no memory for a page.
            preconditionFailure("\(error)")
        }
    }

    private func listenerToken(_ index: Int) -> UInt64 {
        Self.firstListenerToken + UInt64(index)
    }

    func accept(from index: Int) {
        guard listeners.indices.contains(index), !isAcceptingPaused else { return }
        for _ in 0..<Self.acceptsPerTurn {
            if openCount >= limits.connectionsMax, oldestStranger() == nil {
                pauseAccepting(until: nil)
                return
            }
            switch listeners[index].accept() {
            case .connection(let raw, let peer): welcome(raw, peer)
            case .gone: continue
            case .none: return
            case .exhausted:
                // The listener stays readable: watching it on would spin.
                pauseAccepting(until: now + Self.exhaustedPause)
                return
            }
        }
    }

    private func welcome(_ raw: Int32, _ peer: PeerAddress) {
        guard countStranger(peer) else {
            ServerCounters.count(counters.strangersRefused)
            Transport(socket: raw).reset()
            return
        }
        // Not before somebody is there to take its place.
        if openCount >= limits.connectionsMax, let oldest = oldestStranger() {
            ServerCounters.count(counters.strangersEvicted)
            reset(oldest)
        }
        let transport = Transport(socket: raw, context: tls?.current)
        let connection = vacantConnection()
        connection.open(transport, peer: peer, parser: freshParser, now: now)
        do throws(SystemError) {
            connection.interest = .readable
            try events.add(transport.descriptor, .readable, token: connection.id.token)
        } catch {
            connection.release()
            freeIndexes.append(connection.index)
            forgetStranger(peer)
            transport.reset()
            pauseAccepting(until: now + Self.exhaustedPause)
            return
        }
        openCount += 1
        ServerCounters.count(counters.open)
        ServerCounters.count(counters.accepted)
        touch(connection)
        if case .unix = peer { return }
        strangerQueue.append(
            connection.id, connectionsMax: limits.connectionsMax,
            isStranger: { self.connection($0)?.isStranger == true })
    }

    /// The connection that has waited longest without an admitted request. When the server is full,
    /// it makes room for a newcomer: so a crowd of clients that never say who they are cannot keep
    /// out one that does, which has as long for it as it takes that many others to come.
    private func oldestStranger() -> ClientConnection? {
        strangerQueue.oldest { connection($0)?.isStranger == true }.flatMap { connection($0) }
    }

    private func vacantConnection() -> ClientConnection {
        if let index = freeIndexes.popLast() { return connections[Int(index)] }
        let connection = ClientConnection(index: UInt32(connections.count))
        connections.append(connection)
        return connection
    }

    /// - Returns: whether one more from there is welcome. Who may open a Unix socket is no
    ///   stranger: the permissions of its file decide.
    private func countStranger(_ peer: PeerAddress) -> Bool {
        if case .unix = peer { return true }
        let count = strangers[peer.withoutPort, default: 0]
        guard count < limits.strangersPerAddressMax else { return false }
        strangers[peer.withoutPort] = count + 1
        return true
    }

    func forgetStranger(_ peer: PeerAddress) {
        if case .unix = peer { return }
        let key = peer.withoutPort
        guard let count = strangers[key] else { return }
        strangers[key] = count > 1 ? count - 1 : nil
    }

    private func pauseAccepting(until time: Int64?) {
        ServerCounters.count(counters.acceptPauses)
        isAcceptingPaused = true
        acceptAgainAt = time
        watchListeners([])
    }

    func resumeAccepting() {
        guard isAcceptingPaused, stopAt == nil else { return }
        isAcceptingPaused = false
        acceptAgainAt = nil
        watchListeners(.readable)
    }

    private func watchListeners(_ interest: EventQueue.Interest) {
        for index in listeners.indices {
            // Cannot fail for a descriptor that is registered (epoll_ctl(2)).
            try? events.change(
                listeners[index].descriptor.raw, interest, token: listenerToken(index))
        }
    }

    func closeListeners() {
        // Another process may hold the same socket (systemd does): closing ours would not be
        // enough to be told nothing more of it (epoll(7)).
        for listener in listeners { events.remove(listener.descriptor.raw) }
        listeners = []
        acceptAgainAt = nil
    }
}
