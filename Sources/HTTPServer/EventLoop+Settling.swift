import HTTPWire

extension EventLoop {
    /// Brings a connection to rest after something happened to it: answers go out, waiting
    /// requests are parsed, and what to watch and until when is decided anew.
    func settle(_ connection: ClientConnection) {
        if connection.phase == .closed { return }
        let wasIdle = connection.unsentCount == 0
        writeAnswers(connection)
        if wasIdle { connection.beginSending(now: now) }
        flush(connection)
        consumePending(connection)
        if hasAnswerToWrite(connection) {
            // The client has taken what stood in the way, or a waiting request was answered at
            // once: nothing else would tell of it.
            touch(connection)
            return
        }
        if connection.phase == .open, connection.inputEnded, connection.unread.isEmpty {
            finishInput(connection)
        }
        if connection.phase == .ending, isAllAnswered(connection) { sayGoodbye(connection) }
        if connection.phase == .closed { return }
        watch(connection)
        setDeadline(connection)
    }

    /// Whether the turn of an answer has come and the client has not too much to read.
    func hasAnswerToWrite(_ connection: ClientConnection) -> Bool {
        connection.phase != .closed && connection.drip == nil
            && connection.unsentCount <= limits.unsentBytesMax
            && connection.exchanges.front?.answer != nil
    }

    func isAllAnswered(_ connection: ClientConnection) -> Bool {
        connection.exchanges.isEmpty && connection.drip == nil && connection.unsentCount == 0
    }

    /// Reading stops while there are bytes that wait to be parsed: the kernel's buffer fills, and
    /// then the client feels it. So a client that does not read its answers is not read either.
    private func watch(_ connection: ClientConnection) {
        var interest = EventQueue.Interest()
        let reads =
            connection.phase == .lingering
            || (connection.unread.isEmpty && mayParse(connection))
        if reads, !connection.inputEnded, connection.transport.takesMore {
            interest.insert(.readable)
        }
        if connection.unsentCount > 0 { interest.insert(.writable) }
        if interest == connection.interest { return }
        connection.interest = interest
        do throws(SystemError) {
            try events.change(
                connection.transport.descriptor, interest, token: connection.id.token)
        } catch {
            close(connection)
        }
    }
}
