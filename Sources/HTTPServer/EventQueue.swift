import CLinux
import Glibc

/// An epoll instance, level-triggered: what was not dealt with is told again.
final class EventQueue: Sendable {
    /// What to be told about, and what one is told.
    struct Interest: OptionSet, Sendable {
        let rawValue: UInt32

        static let readable = Interest(rawValue: EPOLLIN.rawValue)
        static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// Told whether asked for or not.
        static let failed = Interest(rawValue: EPOLLERR.rawValue)
        /// Both directions are closed. Told whether asked for or not.
        static let hungUp = Interest(rawValue: EPOLLHUP.rawValue)
        static let edge = Interest(rawValue: EPOLLET.rawValue)
    }

    private let descriptor: Descriptor

    init() throws(SystemError) {
        let raw = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard raw >= 0 else { throw .last("epoll_create1") }
        descriptor = Descriptor(owning: raw)
    }

    func add(_ raw: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_ADD, raw, interest, token)
    }

    func change(_ raw: Int32, _ interest: Interest, token: UInt64) throws(SystemError) {
        try control(EPOLL_CTL_MOD, raw, interest, token)
    }

    /// Needless before a close, unless another process holds the same socket.
    func remove(_ raw: Int32) {
        // Fails only for what is not registered.
        try? control(EPOLL_CTL_DEL, raw, [], 0)
    }

    private func control(
        _ operation: Int32, _ raw: Int32, _ interest: Interest, _ token: UInt64
    ) throws(SystemError) {
        var event = unsafe epoll_event()
        unsafe event.events = interest.rawValue
        unsafe event.data.u64 = token
        guard unsafe epoll_ctl(descriptor.raw, operation, raw, &event) == 0
        else { throw .last("epoll_ctl") }
    }

    /// Waits until something happens.
    ///
    /// - Parameter nanoseconds: how long at most; negative for ever.
    /// - Returns: how many events were written to the beginning of the batch.
    func wait(into batch: inout EventBatch, nanoseconds: Int64) -> Int {
        batch.wait(descriptor.raw, nanoseconds: nanoseconds)
    }
}
