package import HTTPWire

/// A bound for everything a client could make grow or last.
package struct ServerLimits: Sendable {
    /// Open connections. At the limit the one that has waited longest without an admitted request
    /// is reset for each new one; where there is none, the server stops accepting until one closes,
    /// and who waits, waits in the kernel's queue.
    package var connectionsMax = 1024
    /// Connections from one IP address of which no request was admitted yet. One more is reset.
    package var strangersPerAddressMax = 256
    /// Bytes of request bodies that are being received or handled, over all connections. A
    /// request that would exceed it is answered with 503 and Retry-After.
    package var bodyBytesInFlightMax = 128 * 1024 * 1024
    /// From the start of a connection to the end of its TLS handshake.
    package var handshakeTimeout = Duration.seconds(10)
    /// From the first byte of a head (of a new connection: from its start, or
    /// the end of the handshake) to the end of the head.
    package var headerTimeout = Duration.seconds(10)
    /// A body may be this slow at first, then must have arrived at `bodyBytesPerSecondMin`.
    package var bodyGrace = Duration.seconds(10)
    /// The slowest pace of a body on average, after the grace.
    package var bodyBytesPerSecondMin = 1024
    /// How long a connection may rest between requests.
    package var idleTimeout = Duration.seconds(60)
    /// How long a connection may have rested when the server stops. Who was accepted or answered a
    /// moment ago has a request on its way, perhaps, which nobody else would ever answer; three
    /// round trips of a TLS handshake across an ocean take less.
    package var stoppingPatience = Duration.seconds(2)
    /// How long a handler may take; then 503 is answered and the connection closed. nil: forever.
    package var responseTimeout: Duration?
    /// How long a client may take none of the bytes of an answer; then the connection is reset.
    package var writeTimeout = Duration.seconds(30)
    /// The slowest pace on average at which a client may take what it was sent, after a grace of
    /// `writeTimeout`.
    package var writtenBytesPerSecondMin = 1024
    /// How long what a client still sends is read and dropped after the last answer, so that the
    /// answer is not lost (RFC 9112 §9.6).
    package var lingerTimeout = Duration.seconds(5)
    /// Requests of one connection; the last one's answer says `Connection: close`.
    package var requestsPerConnectionMax = Int.max
    /// Requests of one connection that are answered without their body; the last one's answer says
    /// `Connection: close`. Who is never admitted could otherwise go on asking for ever.
    package var unadmittedRequestsMax = Int.max
    /// Requests of one connection that are read before the first of them is answered.
    package var pipelinedRequestsMax = 16
    /// Bytes of answers that wait for a slow client; above it no further request is read.
    package var unsentBytesMax = 256 * 1024
    package var wire = WireLimits()

    package init() {}
}
