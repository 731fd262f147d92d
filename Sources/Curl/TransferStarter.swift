/// How a `TransferClient` starts transfers. Not Sendable: it belongs to the loop's thread.
package final class TransferStarter {
    private let transfers: TransferTable
    /// Whether `CurlLoop.stop()` was called.
    package internal(set) var isStopping = false
    private(set) var isFinished = false

    init(_ transfers: TransferTable) { self.transfers = transfers }

    /// How many transfers were started and have not been handed back yet.
    package var inFlightCount: Int { transfers.count }

    /// Starts a transfer. It ends in a later turn, always and exactly once, whatever is wrong with
    /// it.
    ///
    /// - Parameter tag: what the transfer is called in `EndedTransfer`; unique among those in
    ///   flight.
    package func start(_ request: TransferRequest, tag: UInt64) {
        transfers.start(request, tag: tag)
    }

    /// Ends a transfer with `.cancelled`, in the next turn. Does nothing if it has ended already.
    package func cancel(tag: UInt64) { transfers.cancel(tag: tag) }

    /// How many connections may be open at a time from now on; see `CurlLoop.init`.
    package func limitConnections(to connectionsMax: Int) {
        transfers.limitConnections(to: connectionsMax)
    }

    /// Ends the loop after this turn. What is in flight ends with `.stopped`.
    package func finish() { isFinished = true }
}
