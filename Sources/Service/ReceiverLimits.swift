import HTTPServer
import HTTPWire

/// The bounds of the receiver, as the server knows them.
enum ReceiverLimits {
    /// Descriptors for all that is not a connection of the receiver or of a call: the store, the
    /// log, the admin interface, and what a library opens for a moment.
    private static let descriptorsElsewhere = 256
    /// Each call may hold a connection that ends and one that begins.
    private static let descriptorsPerCall = 2

    /// As many answers as any honest client leaves unread; all of them are short.
    private static let unsentBytesMax = 16 * Size.kibibyte
    /// Requests of a connection that come to nothing: AMS checks a URL once.
    private static let unadmittedRequestsMax = 16

    /// Raises the process's limit of open files as far as it goes. Where that is not enough, the
    /// receiver gets fewer connections than it was promised, so that calls still find a descriptor.
    static func limits(_ configuration: Configuration, _ log: Log) -> ServerLimits {
        let wanted = configuration.receiver.limits
        var limits = ServerLimits()
        let calls = configuration.mpo.callsInFlightMax + configuration.ams.callsInFlightMax
        let others = descriptorsElsewhere + descriptorsPerCall * calls
        let descriptors = DescriptorLimit.raise()
        limits.connectionsMax = configuration.receiver.connectionsMax
        if limits.connectionsMax + others > descriptors {
            limits.connectionsMax = max(1, descriptors - others)
            log.connectionsCut(
                to: limits.connectionsMax, wanted: configuration.receiver.connectionsMax,
                descriptors: descriptors)
        }
        limits.strangersPerAddressMax = wanted.strangersPerAddressMax
        limits.bodyBytesInFlightMax = max(
            wanted.bodyBytesInFlightMax, 2 * configuration.receiver.bodyMax)
        limits.handshakeTimeout = wanted.handshakeTimeout
        limits.headerTimeout = wanted.headerTimeout
        limits.bodyGrace = wanted.bodyGrace
        limits.bodyBytesPerSecondMin = wanted.bodyBytesPerSecondMin
        limits.idleTimeout = wanted.idleTimeout
        limits.writeTimeout = wanted.writeTimeout
        limits.requestsPerConnectionMax = wanted.requestsPerConnectionMax
        limits.unadmittedRequestsMax = unadmittedRequestsMax
        limits.unsentBytesMax = unsentBytesMax
        limits.wire.headerBytesMax = wanted.headerBytesMax
        return limits
    }
}
