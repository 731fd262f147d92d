import CLinux
import Testing

@testable import HTTPServer

@Suite(.timeLimit(.minutes(1))) struct `The wait of a loop` {
    /// The wait proper, and how it waits where the kernel knows milliseconds only.
    enum Way: CaseIterable {
        case precise, coarse

        /// - Returns: how many events were told.
        func wait(_ queue: Int32, _ nanoseconds: Int64) -> Int32 {
            var event = unsafe epoll_event()
            return switch self {
            case .precise: unsafe bridge_epoll_wait(queue, &event, 1, nanoseconds)
            case .coarse: unsafe bridge_epoll_wait_coarsely(queue, &event, 1, nanoseconds)
            }
        }
    }

    private let queue: Descriptor
    private let bell: Descriptor

    init() throws {
        queue = Descriptor(owning: epoll_create1(Int32(EPOLL_CLOEXEC)))
        bell = Descriptor(owning: eventfd(0, Int32(EFD_CLOEXEC)))
        var event = unsafe epoll_event()
        unsafe event.events = EPOLLIN.rawValue
        try #require(unsafe epoll_ctl(queue.raw, EPOLL_CTL_ADD, bell.raw, &event) == 0)
    }

    @Test(arguments: Way.allCases, [0, 1, 999, 1_000_001, 2_500_000, 1_000_000_001])
    func `lasts as long as it is asked to, or longer`(_ way: Way, _ nanoseconds: Int64) {
        let start = Clock.monotonic()
        #expect(way.wait(queue.raw, nanoseconds) == 0)
        #expect(Clock.monotonic() - start >= nanoseconds)
    }

    @Test(arguments: Way.allCases, [Int64(-1), .min, 0, 1, 10_000_000_000, .max])
    func `ends when something happens, however long it may last`(
        _ way: Way, _ nanoseconds: Int64
    ) {
        eventfd_write(bell.raw, 1)
        #expect(way.wait(queue.raw, nanoseconds) == 1)
    }
}
