internal import Synchronization

/// HTTP requests for tasks: `perform` and its answer. A loop of its own does the work.
///
/// Stops when it is released; `stop` does that earlier and answers everybody who waits.
package final class CurlClient: Sendable {
    private let loop: CurlLoop
    private let desk: TransferDesk
    private let lastTag = Atomic<UInt64>(0)

    /// - Parameter inFlightMax: how many requests are on their way at a time. Others wait for their
    ///   turn, and their timeouts do not run yet.
    package init(inFlightMax: Int = 64, idleMax: Duration = .seconds(30)) {
        precondition(inFlightMax > 0)
        let loop = CurlLoop(connectionsMax: inFlightMax, idleMax: idleMax)
        let desk = TransferDesk()
        self.loop = loop
        self.desk = desk
        loop.run { DeskClerk(desk, inFlightMax: inFlightMax) }
    }

    deinit { stop() }

    /// Makes one transfer.
    ///
    /// - Throws: `.cancelled` when the task is cancelled, `.stopped` after `stop`, and otherwise
    ///   what went wrong. A transfer that was cancelled may have reached the other side.
    package func perform(
        _ request: TransferRequest
    ) async throws(TransferError) -> TransferResponse {
        let tag = lastTag.add(1, ordering: .relaxed).newValue
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                send(.start(request, tag: tag) { continuation.resume(returning: $0) })
                // The handler below may have run before there was anything to cancel. The desk
                // keeps the order, so a second cancellation is enough, and one too many does no
                // harm.
                if Task.isCancelled { send(.cancel(tag: tag)) }
            }
        } onCancel: {
            send(.cancel(tag: tag))
        }
        return try result.get()
    }

    /// Ends everything: who waits is answered with `.stopped`, and so is who comes later.
    package func stop() { loop.stop() }

    /// Waits, after `stop`, until everybody is answered. Blocks the thread: not for tasks.
    package func join() { loop.join() }

    private func send(_ command: TransferDesk.Command) {
        if desk.put(command) { loop.wake() }
    }
}
