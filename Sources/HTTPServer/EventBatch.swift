import CLinux

/// Room for what one wait can tell.
@safe struct EventBatch {
    private var events: [epoll_event]

    init(capacity: Int) {
        unsafe events = [epoll_event](repeating: epoll_event(), count: capacity)
    }

    /// The thing an event is about, as it was registered, and what happened to it.
    subscript(index: Int) -> (token: UInt64, happened: EventQueue.Interest) {
        let event = unsafe events[index]
        return unsafe (event.data.u64, EventQueue.Interest(rawValue: event.events))
    }

    /// - Parameter nanoseconds: how long at most; negative for ever.
    /// - Returns: how many events were told.
    mutating func wait(_ descriptor: Int32, nanoseconds: Int64) -> Int {
        let count = unsafe events.withUnsafeMutableBufferPointer { buffer in
            unsafe bridge_epoll_wait(
                descriptor, buffer.baseAddress, Int32(buffer.count), nanoseconds)
        }
        // The only failure a correct program can meet is EINTR: look again.
        return max(0, Int(count))
    }
}
