import HTTPWire

extension EventLoop {
    /// What the kernel told about a connection.
    func happened(_ interest: EventQueue.Interest, on connection: ClientConnection) {
        touch(connection)
        if connection.interest.contains(.readable),
            !interest.isDisjoint(with: [.readable, .hungUp, .failed])
        {
            receive(connection)
        }
        if connection.phase == .closed { return }
        // After a reset, or when both sides have closed, no answer can arrive; and the kernel
        // would tell the same again at once. Bytes that came before a hang-up are read first.
        if interest.contains(.failed)
            || (interest.contains(.hungUp) && !connection.interest.contains(.readable))
            || (interest.contains(.hungUp) && connection.inputEnded)
        {
            close(connection)
        }
    }

    private func receive(_ connection: ClientConnection) {
        switch receiveBytes(connection) {
        case .bytes(let count):
            if connection.phase == .open { use(count, of: connection) }
            if connection.transport.isInputEnded { endInput(connection) }
        case .ended:
            endInput(connection)
        case .wouldBlock: return
        case .failed: close(connection)
        }
    }

    /// With TLS, receiving may end a handshake, and have something to send.
    private func receiveBytes(_ connection: ClientConnection) -> Transport.Received {
        let wasHandshaking = connection.transport.isHandshaking
        let wasIdle = connection.unsentCount == 0
        let result = connection.transport.receive(into: &received, &ciphertext)
        if wasIdle, connection.unsentCount > 0 { connection.beginSending(now: now) }
        if wasHandshaking, !connection.transport.isHandshaking {
            ServerCounters.count(counters.handshakes)
            if connection.transport.isResumed { ServerCounters.count(counters.resumptions) }
            connection.clock.beginResting(now)
        }
        return result
    }

    /// Parses the first bytes of `received`, and keeps what cannot be parsed yet.
    private func use(_ count: Int, of connection: ClientConnection) {
        var unread = 0..<count
        consume(connection, received, &unread)
        if !unread.isEmpty, connection.phase == .open {
            connection.pending = Array(received[unread])
            connection.unread = 0..<unread.count
        }
    }

    /// Parses what waited while the connection had enough to do.
    func consumePending(_ connection: ClientConnection) {
        guard !connection.unread.isEmpty, mayParse(connection) else { return }
        let pending = connection.pending
        var unread = connection.unread
        consume(connection, pending, &unread)
        connection.unread = unread
        if unread.isEmpty || connection.phase != .open { connection.dropPending() }
    }

    /// A new request begins only when the client has taken most of its answers, and not too many
    /// are waiting. One that has begun is read to its end.
    func mayParse(_ connection: ClientConnection) -> Bool {
        guard connection.phase == .open else { return false }
        if connection.reception != nil { return true }
        return connection.exchanges.count < limits.pipelinedRequestsMax
            && connection.unsentCount <= limits.unsentBytesMax && connection.drip == nil
    }

    private func consume(
        _ connection: ClientConnection, _ input: [UInt8], _ unread: inout Range<Int>
    ) {
        while mayParse(connection) {
            let wasBetween = connection.parser.isBetweenRequests
            do throws(ParseError) {
                switch try connection.parser.next(input, &unread) {
                case .head(let head): begin(head, on: connection)
                case .chunk(let count): _ = isWelcome(count, on: connection)
                case .body(let part): extend(connection, with: input[part])
                case .end: complete(connection)
                case nil:
                    // The first head of a connection is counted from its start.
                    if wasBetween, connection.requestCount > 0 {
                        connection.clock.headSince = now
                    }
                    return
                }
            } catch {
                ServerCounters.count(counters.unreadable)
                refuse(connection, .unreadable(error))
            }
        }
    }

    private func begin(_ head: RequestHead, on connection: ClientConnection) {
        ServerCounters.count(counters.requests)
        connection.requestCount += 1
        let closes =
            !head.keepAlive || stopAt != nil
            || connection.requestCount >= limits.requestsPerConnectionMax
        switch handler.admit(head, from: connection.peer) {
        case .answer(var response):
            connection.unadmittedCount += 1
            guard !head.framing.hasBody else {
                response.closesConnection = true
                refuse(connection, response, isHead: head.method == .head)
                return
            }
            if connection.unadmittedCount >= limits.unadmittedRequestsMax {
                response.closesConnection = true
            }
            connection.reception = Reception(
                head: head, note: nil, earlyAnswer: response, bodyBytesMax: 0,
                owesContinue: false, closes: closes || response.closesConnection)
        case .body(let bodyBytesMax, let note):
            if connection.isStranger {
                connection.isStranger = false
                forgetStranger(connection.peer)
            }
            connection.reception = Reception(
                head: head, note: note, earlyAnswer: nil, bodyBytesMax: bodyBytesMax,
                owesContinue: head.expectsContinue, closes: closes)
            connection.clock.bodySince = now
            if case .length(let length) = head.framing, isWelcome(length, on: connection) {
                // Room for all of it at once, unless a liar could make us pay for what never comes.
                connection.reception?.body.reserveCapacity(min(length, 1024 * 1024))
            }
        }
    }

    /// So many bytes of the body, or of one chunk more, are announced: what is too much is refused
    /// before any of them is sent. Nothing is reserved for them yet: who announces much and sends
    /// little must not keep others out.
    private func isWelcome(_ count: Int, on connection: ClientConnection) -> Bool {
        guard let before = connection.reception?.body.count,
            let max = connection.reception?.bodyBytesMax
        else { return false }
        // Subtracted, as a sum with a length from outside could overflow.
        if count <= max - before { return hasRoom(for: count, connection) }
        refuse(connection, .bodyTooLarge(max: max))
        return false
    }

    private func extend(_ connection: ClientConnection, with part: ArraySlice<UInt8>) {
        connection.reception?.owesContinue = false
        // Not longer than was announced, and that was welcome.
        if reserve(part.count, for: connection) {
            connection.reception?.body.append(contentsOf: part)
        }
    }

    /// - Returns: false when the budget is used up; then the request was refused.
    private func reserve(_ count: Int, for connection: ClientConnection) -> Bool {
        guard hasRoom(for: count, connection) else { return false }
        changeBodyBytes(by: count)
        connection.reception?.bodyBytesReserved += count
        return true
    }

    private func hasRoom(for count: Int, _ connection: ClientConnection) -> Bool {
        // Subtracted, as a sum with a length from outside could overflow.
        if count <= limits.bodyBytesInFlightMax - bodyBytesInFlight { return true }
        ServerCounters.count(counters.overloads)
        refuse(connection, .tooManyBodies)
        return false
    }

    func changeBodyBytes(by difference: Int) {
        if difference == 0 { return }
        bodyBytesInFlight += difference
        ServerCounters.count(counters.bodyBytes, difference)
    }

    /// The request is complete: it gets its place in the row of answers, and the handler its turn.
    private func complete(_ connection: ClientConnection) {
        guard let reception = connection.reception.take() else { return }
        let sequence = connection.exchanges.append(
            .init(
                isHead: reception.head.method == .head, closes: reception.closes,
                bodyBytes: reception.bodyBytesReserved, startedAt: now, answer: nil))
        if reception.closes { connection.phase = .ending }
        if let answer = reception.earlyAnswer {
            _ = connection.exchanges.answer(sequence, with: .response(answer))
            return
        }
        handler.handle(
            Request(
                head: reception.head, body: reception.body, peer: connection.peer,
                completeAt: now, note: reception.note),
            Responder(inbox: inbox, connection: connection.id, sequence: sequence))
    }

    /// Refuses in the handler's words what cannot go on.
    func refuse(_ connection: ClientConnection, _ refusal: ServerRefusal) {
        refuse(connection, response(to: refusal, connection))
    }

    /// The answer to a refused request, the last of its connection.
    func response(to refusal: ServerRefusal, _ connection: ClientConnection) -> Response {
        var response = handler.refusal(refusal, from: connection.peer)
        response.closesConnection = true
        if let seconds = refusal.retryAfterSeconds {
            response.headers.append(("Retry-After", String(seconds)))
        }
        return response
    }

    /// Answers out of turn what cannot go on, and reads nothing more. The answer waits for those
    /// before it.
    func refuse(_ connection: ClientConnection, _ response: Response, isHead: Bool = false) {
        let reception = connection.reception.take()
        changeBodyBytes(by: -(reception?.bodyBytesReserved ?? 0))
        connection.phase = .ending
        _ = connection.exchanges.append(
            .init(
                isHead: isHead || reception?.head.method == .head, closes: true, bodyBytes: 0,
                startedAt: now,
                answer: .response(response)))
        touch(connection)
    }

    /// The client closed its side. It may still be reading: what it asked for is answered
    /// (RFC 9112 §9.6).
    private func endInput(_ connection: ClientConnection) {
        connection.inputEnded = true
        guard connection.phase == .open, connection.unread.isEmpty else { return }
        finishInput(connection)
    }

    /// All bytes that came are parsed, and no more will come.
    func finishInput(_ connection: ClientConnection) {
        do throws(ParseError) {
            try connection.parser.finish()
            connection.phase = .ending
        } catch {
            ServerCounters.count(counters.unreadable)
            refuse(connection, .unreadable(error))
        }
    }
}
