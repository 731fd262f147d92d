import Synchronization

/// What a server has seen, for the metrics. Written by the loop, read by anyone.
package final class ServerCounters: Sendable {
    let open = Atomic<Int>(0)
    let accepted = Atomic<Int>(0)
    let strangersRefused = Atomic<Int>(0)
    let strangersEvicted = Atomic<Int>(0)
    let acceptPauses = Atomic<Int>(0)
    let requests = Atomic<Int>(0)
    let unreadable = Atomic<Int>(0)
    let timeouts = Atomic<Int>(0)
    let overloads = Atomic<Int>(0)
    let bodyBytes = Atomic<Int>(0)
    let handshakes = Atomic<Int>(0)
    let resumptions = Atomic<Int>(0)
    let tlsFailures = Atomic<Int>(0)

    /// Connections that are open now.
    package var connectionsOpen: Int { open.load(ordering: .relaxed) }
    /// Connections accepted so far.
    package var connectionsAccepted: Int { accepted.load(ordering: .relaxed) }
    /// Connections reset because their address had too many without an admitted request.
    package var connectionsRefused: Int { strangersRefused.load(ordering: .relaxed) }
    /// Connections without an admitted request that were reset for a newcomer.
    package var connectionsEvicted: Int { strangersEvicted.load(ordering: .relaxed) }
    /// How often accepting paused, for want of descriptors or at the limit of connections.
    package var acceptingPaused: Int { acceptPauses.load(ordering: .relaxed) }
    /// Heads read so far.
    package var requestsReceived: Int { requests.load(ordering: .relaxed) }
    /// Requests that broke a rule of HTTP.
    package var requestsUnreadable: Int { unreadable.load(ordering: .relaxed) }
    /// Deadlines missed by clients and handlers; resting connections do not count.
    package var deadlinesMissed: Int { timeouts.load(ordering: .relaxed) }
    /// Requests refused because too many bytes of bodies were in flight.
    package var requestsOverloaded: Int { overloads.load(ordering: .relaxed) }
    /// Bytes of bodies in flight now.
    package var bodyBytesInFlight: Int { bodyBytes.load(ordering: .relaxed) }

    /// TLS handshakes that came to a good end.
    package var handshakesCompleted: Int { handshakes.load(ordering: .relaxed) }
    /// Those of them in which the client came back with a ticket.
    package var handshakesResumed: Int { resumptions.load(ordering: .relaxed) }
    /// Connections that TLS ended: no agreement, garbage, damaged records.
    package var connectionsFailedByTLS: Int { tlsFailures.load(ordering: .relaxed) }

    static func count(_ counter: borrowing Atomic<Int>, _ difference: Int = 1) {
        counter.wrappingAdd(difference, ordering: .relaxed)
    }
}
