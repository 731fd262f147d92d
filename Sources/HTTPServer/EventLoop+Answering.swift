import HTTPWire

extension EventLoop {
    /// An answer has come, from whatever thread. Dropped when the client is gone, or was answered.
    func deliver(_ answer: Answer, to id: ConnectionID, _ sequence: UInt64) {
        guard let connection = connection(id),
            connection.exchanges.answer(sequence, with: answer)
        else { return }
        touch(connection)
    }

    /// Keeps the answer until the request is so old: what the loop and the handler did meanwhile is
    /// a part of the delay.
    func deliver(_ answer: Answer, to id: ConnectionID, _ sequence: UInt64, after delay: Int64) {
        guard let startedAt = connection(id)?.exchanges.startedAt(sequence) else { return }
        let due = startedAt + delay
        if due > Clock.monotonic() {
            delayed.insert(.answer(id, sequence, answer), due: due)
        } else {
            deliver(answer, to: id, sequence)
        }
    }

    /// Writes down every answer whose turn has come, until the client has enough to read.
    func writeAnswers(_ connection: ClientConnection) {
        while hasAnswerToWrite(connection), let exchange = connection.exchanges.popAnswered(),
            let answer = exchange.answer
        {
            changeBodyBytes(by: -exchange.bodyBytes)
            connection.clock.restingSince = now
            switch answer {
            case .response(let response):
                let closes = exchange.closes || response.closesConnection || stopAt != nil
                response.serialize(
                    into: &connection.output, isHead: exchange.isHead, date: date, closes: closes)
                if closes { answerNoMore(connection) }
            case .raw(let bytes, let ending, nil):
                connection.output.append(contentsOf: bytes)
                end(connection, ending)
                if exchange.closes { answerNoMore(connection) }
            case .raw(let bytes, let ending, let drip?):
                connection.drip = DripState(
                    bytes: bytes, ending: exchange.closes ? ending.orClose : ending,
                    chunkBytes: drip.bytes, pause: max(0, drip.pause.clampedNanoseconds))
                continueDrip(connection)
            case .close:
                answerNoMore(connection)
            case .reset:
                flush(connection)
                reset(connection)
            }
        }
        writeContinue(connection)
    }

    /// After the answers to earlier requests, and not when the body is coming anyway.
    private func writeContinue(_ connection: ClientConnection) {
        guard connection.reception?.owesContinue == true, connection.exchanges.isEmpty,
            connection.drip == nil
        else { return }
        connection.reception?.owesContinue = false
        connection.clock.bodySince = now
        connection.output.append(contentsOf: Response.continueBytes)
    }

    private func end(_ connection: ClientConnection, _ ending: RawEnding) {
        switch ending {
        case .keepOpen: break
        case .close: answerNoMore(connection)
        case .reset:
            flush(connection)
            reset(connection)
        }
    }

    /// What was said last is the last: requests behind it are not answered (RFC 9112 §9.6).
    private func answerNoMore(_ connection: ClientConnection) {
        if connection.phase == .closed { return }
        connection.phase = .ending
        changeBodyBytes(by: -connection.exchanges.bodyBytes)
        connection.exchanges.removeAll()
        if let reception = connection.reception.take() {
            changeBodyBytes(by: -reception.bodyBytesReserved)
        }
        connection.dropPending()
    }

    /// The next few of the bytes that go out slowly.
    func continueDrip(_ connection: ClientConnection) {
        guard var drip = connection.drip.take() else { return }
        let end = min(drip.next + drip.chunkBytes, drip.bytes.count)
        connection.output.append(contentsOf: drip.bytes[drip.next..<end])
        drip.next = end
        if end < drip.bytes.count {
            delayed.insert(.drip(connection.id), due: now + drip.pause)
            connection.drip = drip
        } else {
            connection.clock.restingSince = now
            self.end(connection, drip.ending)
        }
    }

    /// Sends as much as the client takes; what is left waits until it takes more.
    func flush(_ connection: ClientConnection) {
        while connection.phase != .closed, connection.unsentCount > 0 {
            switch connection.transport.send(connection.output, from: connection.sent) {
            case .bytes(let count):
                connection.sent += count
                connection.takenCount += count
                connection.clock.takingSince = now
            case .wouldBlock: return
            case .failed:
                close(connection)
                return
            }
        }
        if connection.phase != .closed { connection.dropOutput() }
    }
}

extension RawEnding {
    /// The same where the connection cannot stay open.
    fileprivate var orClose: RawEnding {
        switch self {
        case .keepOpen: .close
        case .close, .reset: self
        }
    }
}
