internal import CCurl
internal import Glibc

/// What libcurl waits for: sockets, in an epoll instance, and one timer. And the wait itself.
///
/// libcurl can wait by itself (`curl_multi_poll`), but then walks over all transfers and asks the
/// kernel about each of their sockets whenever one of them is ready.
///
/// On the loop's thread only, and until the multi handle is freed.
@safe final class SocketWatch {
    /// A socket that the kernel tells about.
    private struct Watched {
        /// `CURL_POLL_IN` and its like.
        let action: Int32
        let isConnection: Bool
        /// No transfer waits for it at the moment.
        var isIdle = false
    }

    /// A transfer that may need another call although nothing it waits for happens.
    @safe struct Attempt {
        let easy: UnsafeMutableRawPointer
        /// What it was to connect with; `nil`: that has failed.
        var socket: curl_socket_t?
    }

    private let queue: Int32
    private let bell: Int32
    /// By their numbers, which are small: the kernel gives the lowest that is free.
    private var watched: [Watched?] = []
    /// What the last wait told, and how many of them.
    private var events: [epoll_event]
    private(set) var eventCount = 0
    /// How often it has waited: a socket that is watched in vain would make the loop spin.
    private(set) var waitCount = 0
    /// Of the call of libcurl that goes on.
    private var attempts: [Attempt] = []
    /// When libcurl wants to be called although nothing happened.
    private var timerDue: ContinuousClock.Instant?
    /// When the loop last looked at the clock: at most one round of it ago.
    private(set) var now = ContinuousClock.now

    /// More than one wait can tell are told by the next.
    private static let eventsMax = 64

    /// - Parameter bell: an eventfd that ends a wait. It is never read: each write is an edge.
    init(bell: Int32) {
        queue = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(queue >= 0, "no epoll instance (errno \(errno))")
        self.bell = bell
        unsafe events = [epoll_event](repeating: epoll_event(), count: Self.eventsMax)
        tell(EPOLL_CTL_ADD, bell, EPOLLIN.rawValue | EPOLLET.rawValue)
    }

    deinit { close(queue) }

    /// Looks at the clock.
    func look() { now = .now }

    var isTimerDue: Bool { timerDue.map { $0 <= now } ?? false }

    /// Waits until a socket is ready, the timer is due, the bell rings, or the time is over.
    func wait(_ duration: Duration) {
        let pause = timerDue.map { min(duration, now.duration(to: $0)) } ?? duration
        let nanoseconds = pause.nanosecondsRoundedUp
        let count = unsafe events.withUnsafeMutableBufferPointer { events in
            unsafe bridge_epoll_wait(
                queue, events.baseAddress, Int32(events.count), nanoseconds)
        }
        // The only failure a correct program can meet is EINTR: look again.
        eventCount = max(0, Int(count))
        waitCount += 1
        look()
    }

    /// Tells libcurl what the last wait told.
    func perform(_ multi: UnsafeMutableRawPointer) -> CURLMcode {
        for index in 0..<exchange(&eventCount, with: 0) {
            let event = unsafe events[index]
            let socket = unsafe event.data.fd
            if socket == bell { continue }
            // An earlier event's transfer may have closed it.
            guard let state = self[socket] else { continue }
            if state.isIdle {
                // The other side has closed the connection, or sent what nobody asked for. libcurl
                // looks for that before it uses the connection again.
                forget(socket)
                continue
            }
            let code = unsafe act(multi, socket, Self.readiness(event.events))
            guard code == CURLM_OK else { return code }
        }
        guard isTimerDue else { return CURLM_OK }
        timerDue = nil
        return unsafe act(multi, CURL_SOCKET_TIMEOUT, 0)
    }

    /// Where an attempt to connect has failed, libcurl (7.88) goes on with the host's next address
    /// only when it is called about this transfer again, and asks for no such call.
    private func act(
        _ multi: UnsafeMutableRawPointer, _ socket: curl_socket_t, _ readiness: Int32
    ) -> CURLMcode {
        attempts.removeAll(keepingCapacity: true)
        var running: Int32 = 0
        let code = unsafe curl_multi_socket_action(multi, socket, readiness, &running)
        for attempt in stuck {
            // curl_easy_pause.html: what is paused no more is looked at soon. The handle is alive:
            // those that have ended are still the multi handle's, and are refused.
            unsafe _ = curl_easy_pause(attempt.easy, CURLPAUSE_RECV)
            unsafe _ = curl_easy_pause(attempt.easy, CURLPAUSE_CONT)
        }
        return code
    }

    /// Those of the last call whose transfers wait for nothing.
    var stuck: [Attempt] {
        attempts.filter { attempt in attempt.socket.flatMap { self[$0] } == nil }
    }

    /// 0 makes libcurl look for itself: how a connection broke matters.
    private static func readiness(_ events: UInt32) -> Int32 {
        switch events {
        case EPOLLIN.rawValue: CURL_CSELECT_IN
        case EPOLLOUT.rawValue: CURL_CSELECT_OUT
        default: 0
        }
    }

    /// libcurl wants its timer then; a negative number of milliseconds is none.
    func setTimer(_ milliseconds: Int) {
        timerDue = milliseconds < 0 ? nil : now.advanced(by: .milliseconds(milliseconds))
    }

    /// A transfer begins to connect with a new socket.
    ///
    /// libcurl closes that of an attempt which has failed without a word, and takes one of the same
    /// number for the old one. The kernel has forgotten it.
    func begin(_ socket: curl_socket_t, for easy: UnsafeMutableRawPointer) {
        endAttempts(with: socket)
        unsafe attempts.append(Attempt(easy: easy, socket: socket))
        guard let before = self[socket] else { return }
        self[socket] = Watched(action: before.action, isConnection: true)
        tell(EPOLL_CTL_ADD, socket, Self.events(before.action))
    }

    /// A transfer's attempt to connect is over, or was not even begun.
    func fail(_ easy: UnsafeMutableRawPointer) {
        unsafe attempts.append(Attempt(easy: easy, socket: nil))
    }

    /// A transfer waits for a socket.
    func want(_ action: Int32, of socket: curl_socket_t) {
        guard let before = self[socket] else {
            // Others are libcurl's own, for a thread that resolves a name. Only for those of
            // connections `closeSocket` is called.
            let isConnection = attempts.contains { $0.socket == socket }
            self[socket] = Watched(action: action, isConnection: isConnection)
            tell(EPOLL_CTL_ADD, socket, Self.events(action))
            return
        }
        self[socket] = Watched(action: action, isConnection: before.isConnection)
        if action != before.action { tell(EPOLL_CTL_MOD, socket, Self.events(action)) }
    }

    /// No transfer waits for a socket any more.
    ///
    /// That of a connection which has answered stays watched: the next request on it will wait for
    /// the same, and two system calls a request are saved.
    func release(_ socket: curl_socket_t, by easy: UnsafeMutableRawPointer?) {
        guard let before = self[socket] else { return }
        if before.isConnection, before.action == CURL_POLL_IN {
            self[socket] = Watched(action: before.action, isConnection: true, isIdle: true)
            return
        }
        forget(socket)
        // Who waits only to write waits for a connection.
        if before.action == CURL_POLL_OUT, let easy = unsafe easy { unsafe fail(easy) }
    }

    /// Before a socket is closed.
    func forget(_ socket: curl_socket_t) {
        endAttempts(with: socket)
        guard self[socket] != nil else { return }
        self[socket] = nil
        // Fails where libcurl has closed the socket already.
        _ = epoll_ctl(queue, EPOLL_CTL_DEL, socket, nil)
    }

    /// What has this number from now on is another socket.
    private func endAttempts(with socket: curl_socket_t) {
        for index in attempts.indices where attempts[index].socket == socket {
            attempts[index].socket = nil
        }
    }

    private subscript(socket: curl_socket_t) -> Watched? {
        get { Int(socket) < watched.count ? watched[Int(socket)] : nil }
        set {
            let missing = Int(socket) + 1 - watched.count
            if missing > 0 { watched += Array(repeating: nil, count: missing) }
            watched[Int(socket)] = newValue
        }
    }

    private static func events(_ action: Int32) -> UInt32 {
        (action & CURL_POLL_IN != 0 ? EPOLLIN.rawValue : 0)
            | (action & CURL_POLL_OUT != 0 ? EPOLLOUT.rawValue : 0)
    }

    private func tell(_ operation: Int32, _ socket: Int32, _ events: UInt32) {
        var event = unsafe epoll_event()
        unsafe event.events = events
        unsafe event.data.fd = socket
        var code = unsafe epoll_ctl(queue, operation, socket, &event)
        if code < 0, operation == EPOLL_CTL_MOD, errno == ENOENT {
            // Another socket of the same number, of whose beginning nobody told.
            code = unsafe epoll_ctl(queue, EPOLL_CTL_ADD, socket, &event)
        }
        precondition(code == 0, "cannot watch a socket (errno \(errno))")
    }
}
