/// Whoever lives on a `CurlLoop`'s thread and lets it make transfers.
///
/// It is created there, called there only and released there: it needs no lock for what is its own,
/// and a transfer costs no switch between threads.
package protocol TransferClient: AnyObject {
    /// Takes what ended since the last turn and starts what is next.
    ///
    /// Called when a transfer has ended, after `CurlLoop.wake()`, when the sleep that the last turn
    /// asked for is over, and sometimes without a reason. It must not block.
    ///
    /// When `starter.isStopping` is true, somebody has called `CurlLoop.stop()`: wind down and call
    /// `starter.finish()`, at once or some turns later.
    ///
    /// - Returns: how long the loop may sleep if nothing happens before.
    func turn(_ ended: [EndedTransfer], _ starter: TransferStarter) -> Duration

    /// The last call, after `finish()`: what had not ended has now, with `.stopped`.
    func stopped(_ ended: [EndedTransfer])
}

/// A transfer that is over.
package struct EndedTransfer: Sendable {
    /// What the starter called it.
    package let tag: UInt64
    package let result: Result<TransferResponse, TransferError>

    package init(tag: UInt64, result: Result<TransferResponse, TransferError>) {
        self.tag = tag
        self.result = result
    }
}
