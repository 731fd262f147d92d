package import HTTPWire

/// Answers one request, from any thread. The first answer counts; a later one, and one to a
/// client that is gone, is dropped. Costs no allocation: it is two numbers and the loop's inbox.
package struct Responder: Sendable {
    let inbox: Inbox
    let connection: ConnectionID
    let sequence: UInt64

    package func answer(_ response: Response) {
        send(.response(response), after: .zero)
    }

    /// Answers when so much time has passed since the request was complete, without holding a
    /// thread; at once if it has. All delays here count from there.
    package func answer(_ response: Response, after delay: Duration) {
        send(.response(response), after: delay)
    }

    /// Resets the connection (TCP RST) instead of an answer.
    package func reset(after delay: Duration = .zero) {
        send(.reset, after: delay)
    }

    /// Closes the connection without an answer, in the orderly way (TCP FIN).
    package func close(after delay: Duration = .zero) {
        send(.close, after: delay)
    }

    /// Sends these very bytes as the answer.
    ///
    /// - Parameters:
    ///   - ending: what follows the last of them.
    ///   - drip: nil sends them all at once.
    package func raw(
        _ bytes: [UInt8], then ending: RawEnding = .close, drip: Drip? = nil,
        after delay: Duration = .zero
    ) {
        send(.raw(bytes, ending, drip), after: delay)
    }

    private func send(_ answer: Answer, after delay: Duration) {
        let nanoseconds = max(0, delay.clampedNanoseconds)
        inbox.post(.answer(connection, sequence, answer, after: nanoseconds))
    }
}

/// What follows bytes that were sent as they are.
package enum RawEnding: Sendable {
    /// The connection stays open for the next request.
    case keepOpen
    case close
    case reset
}

/// Sends bytes slowly: `bytes` of them, a pause, and so on.
package struct Drip: Sendable {
    package let bytes: Int
    package let pause: Duration

    package init(bytes: Int, every pause: Duration) {
        precondition(bytes > 0, "a drip has at least one byte")
        self.bytes = bytes
        self.pause = pause
    }
}
