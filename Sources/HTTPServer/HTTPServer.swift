package import Crypto
import Synchronization

/// An HTTP/1.1 server: one thread, one epoll loop.
///
/// It listens from `init` on, so the port is known and nobody is refused while the rest of the
/// program starts; it serves from `start` on.
package final class HTTPServer: Sendable {
    /// Where it listens, in the order of the listeners.
    package let addresses: [PeerAddress]
    package let counters = ServerCounters()
    private let setup: LoopSetup
    private let thread = Mutex<LoopThread?>(nil)

    /// - Parameters:
    ///   - name: of the thread, at most 15 bytes; shown by `top -H`.
    ///   - acceptsHTTP10: for probes of load balancers; elsewhere HTTP/1.0 is answered with 505.
    ///   - tls: what every connection is encrypted with; nil for plain ones.
    package init(
        listeners: [Listener], limits: ServerLimits = ServerLimits(), name: String = "http",
        acceptsHTTP10: Bool = false, tls: TLSContextSlot? = nil, handler: any RequestHandler
    ) throws(ServerError) {
        Self.check(limits)
        var bound: [BoundListener] = []
        for listener in listeners { bound.append(try BoundListener(listener)) }
        addresses = bound.map(\.address)
        do throws(SystemError) {
            setup = LoopSetup(
                name: name, listeners: ListenerBox(bound), limits: limits,
                acceptsHTTP10: acceptsHTTP10, tls: tls, handler: handler,
                events: try EventQueue(), inbox: try Inbox(), counters: counters)
        } catch {
            throw .system(error)
        }
    }

    /// Stops at once, if nobody asked for it before.
    deinit {
        stop(within: .zero)
        join()
    }

    /// What it was called when it was made.
    package var name: String { setup.name }

    /// The port of the first TCP listener; 0 if there is none.
    package var port: UInt16 { addresses.lazy.compactMap(\.port).first ?? 0 }

    /// Serves, on a thread of its own. May be called once.
    package func start() throws(ServerError) {
        do throws(SystemError) {
            try thread.withLock { thread throws(SystemError) in
                precondition(thread == nil, "a server starts once")
                let setup = setup
                thread = try LoopThread(name: setup.name) { EventLoop(setup).run() }
            }
        } catch {
            throw .system(error)
        }
    }

    /// Calls back from the server's own thread, as soon as it comes round: one that is stuck, has
    /// ended or was never started does not.
    package func beat(_ done: @escaping @Sendable () -> Void) { setup.inbox.post(.beat(done)) }

    private static func check(_ limits: ServerLimits) {
        precondition(limits.connectionsMax > 0 && limits.pipelinedRequestsMax > 0)
        precondition(limits.bodyBytesPerSecondMin > 0 && limits.writtenBytesPerSecondMin > 0)
        precondition(limits.requestsPerConnectionMax > 0 && limits.unadmittedRequestsMax > 0)
    }

    /// Other limits for all that comes from now on; a head that is being read keeps its own.
    ///
    /// - Parameter done: called once, on the server's thread, when they hold; never when the server
    ///   has ended.
    package func limit(_ limits: ServerLimits, _ done: @escaping @Sendable () -> Void) {
        Self.check(limits)
        setup.inbox.post(.limit(limits, done: done))
    }

    /// Closes the listeners. Open connections are served on.
    package func stopAccepting() { setup.inbox.post(.stopAccepting) }

    /// Asks the server to end: no new connections, `Connection: close` on the answers that are
    /// still due, and after `limit` a reset for who is still there. A connection that has rested
    /// for less than `ServerLimits.stoppingPatience` may still bring one request.
    package func stop(within limit: Duration = .zero) {
        setup.inbox.post(.stop(within: max(0, limit.clampedNanoseconds)))
    }

    /// Waits until the server has ended. Returns at once when it was never started.
    package func join() {
        thread.withLock { $0?.join() }
    }
}
