import CLinux
import Glibc

/// Options of sockets that are whole numbers.
enum SocketOption {
    /// Connections that wait to be accepted; the kernel cuts it to net.core.somaxconn.
    static let backlog: Int32 = 4096

    static func set(_ raw: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        // None of the options set here decides about correctness: a kernel without one is slower.
        _ = unsafe setsockopt(raw, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// - Returns: nil if the descriptor has no such option, or is none.
    static func get(_ raw: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe getsockopt(raw, level, name, &value, &length) == 0 else { return nil }
        return value
    }

    /// What accepted connections inherit from their listener on Linux: one answer is one packet,
    /// and a client that vanished is found out.
    static func prepareForClients(_ raw: Int32) {
        set(raw, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        set(raw, SOL_SOCKET, SO_KEEPALIVE, 1)
    }
}
