import HTTPWire

/// What goes back for one request.
enum Answer: Sendable {
    case response(Response)
    case raw([UInt8], RawEnding, Drip?)
    case close
    case reset
}

/// Names a connection over its life. The place in the table is used again, the generation is not,
/// so an answer that comes too late finds nobody rather than a stranger.
struct ConnectionID: Hashable, Sendable {
    let index: UInt32
    let generation: UInt32

    /// As it travels through epoll.
    var token: UInt64 { UInt64(generation) << 32 | UInt64(index) }
}

/// What other threads ask of the loop.
enum Command: Sendable {
    /// The delay is in nanoseconds.
    case answer(ConnectionID, UInt64, Answer, after: Int64)
    /// Call back when it is read.
    case beat(@Sendable () -> Void)
    case stopAccepting
    /// Other limits from now on; then tells whoever asked for it.
    case limit(ServerLimits, done: @Sendable () -> Void)
    /// Close when all requests are answered, at the latest after so many nanoseconds.
    case stop(within: Int64)
}
