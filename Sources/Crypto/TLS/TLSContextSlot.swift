internal import Synchronization

/// Holds the context that new connections are served with, so that a certificate can be renewed
/// while the server runs. Connections that are open go on with the one they began with.
package final class TLSContextSlot: Sendable {
    private let context: Mutex<TLSServerContext>

    package init(_ context: TLSServerContext) { self.context = Mutex(context) }

    package var current: TLSServerContext { context.withLock { $0 } }

    /// For every connection that is accepted from now on.
    package func replace(with context: TLSServerContext) {
        self.context.withLock { $0 = context }
    }
}
