package import Bridge
import Glibc

/// Tells systemd how the daemon is (sd_notify(3)): one datagram a message, to the Unix socket that
/// `$NOTIFY_SOCKET` names. The protocol is a few lines of text, so no library is needed for it.
package final class SystemdNotify: Sendable {
    /// One line of a message.
    package enum State: Hashable, Sendable {
        /// The daemon serves: the start, or a reload, has ended.
        case ready
        /// The configuration is read anew since that moment of the monotonic clock.
        case reloading(since: MonotonicTime)
        /// The daemon winds down.
        case stopping
        /// Every loop is alive.
        case watchdog
        /// For people, in `systemctl status`. A line end within it becomes a space.
        case status(String)
        /// The stop may take that long, whatever TimeoutStopSec= says.
        case stopTimeout(Duration)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let moment):
                "RELOADING=1\nMONOTONIC_USEC=\(moment.nanoseconds / 1_000)"
            case .stopping: "STOPPING=1"
            case .watchdog: "WATCHDOG=1"
            case .status(let text):
                "STATUS=" + text.map { $0.isNewline ? " " : String($0) }.joined()
            case .stopTimeout(let limit):
                "EXTEND_TIMEOUT_USEC=\(limit.components.seconds * 1_000_000)"
            }
        }
    }

    private let socket: Int32
    /// The bytes of `sun_path`; an abstract name begins with a zero.
    private let path: [UInt8]

    /// - Parameter environment: the process's own variables.
    /// - Returns: nil where nobody listens: the daemon was not started by systemd, or the unit is
    ///   not of Type=notify.
    package init?(environment: [String: String]) {
        guard let name = environment["NOTIFY_SOCKET"], name.hasPrefix("/") || name.hasPrefix("@"),
            name.utf8.count > 1
        else { return nil }
        var path = Array(name.utf8)
        // unix(7): "an abstract socket address is distinguished […] by the fact that sun_path[0]
        // is a null byte".
        if path[0] == UInt8(ascii: "@") { path[0] = 0 }
        let room = MemoryLayout.size(ofValue: sockaddr_un().sun_path)
        guard path.count < room, !path.dropFirst().contains(0) else { return nil }
        let type = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue)
        let socket = Glibc.socket(AF_UNIX, type, 0)
        guard socket >= 0 else { return nil }
        // A manager that reads nothing must not hold up the daemon for ever.
        var patience = timeval(tv_sec: Self.patienceSeconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        self.socket = socket
        self.path = path
    }

    deinit { close(socket) }

    private static let patienceSeconds = 5

    /// Sends one message. From any thread.
    ///
    /// - Returns: whether the manager has it. When not, there is nothing to be done about it: what
    ///   the manager then thinks of the daemon is its own affair.
    @discardableResult
    package func send(_ states: State...) -> Bool {
        let message = Array(states.map(\.line).joined(separator: "\n").utf8)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path) }
        // An abstract name is as long as the address says, a path ends with its zero.
        let end = path[0] == 0 ? path.count : path.count + 1
        let length = socklen_t(MemoryLayout<sa_family_t>.size + end)
        let sent = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(
                    socket, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == message.count
    }
}
