internal import Synchronization

/// Where tasks leave what they want from the loop's thread, in order.
final class TransferDesk: Sendable {
    typealias Answer = @Sendable (Result<TransferResponse, TransferError>) -> Void

    enum Command: Sendable {
        case start(TransferRequest, tag: UInt64, Answer)
        case cancel(tag: UInt64)
    }

    private struct State {
        var commands: [Command] = []
        var isClosed = false
    }

    private let state = Mutex(State())

    /// - Returns: whether the loop has to be woken: it takes everything at once.
    func put(_ command: Command) -> Bool {
        let (isClosed, isFirst) = state.withLock { state in
            if !state.isClosed { state.commands.append(command) }
            return (state.isClosed, state.commands.count == 1)
        }
        if isClosed, case .start(_, _, let answer) = command {
            answer(.failure(Self.stopped))
        }
        return !isClosed && isFirst
    }

    func take() -> [Command] { state.withLock { exchange(&$0.commands, with: []) } }

    /// Takes what is left. Whatever is put here later is answered at once.
    func close() -> [Command] {
        state.withLock { state in
            state.isClosed = true
            return exchange(&state.commands, with: [])
        }
    }

    static let stopped = TransferError(unsent: .stopped, "the client was stopped")
}
