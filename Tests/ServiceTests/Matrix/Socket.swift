import Glibc

/// A TCP socket of a test's server on 127.0.0.1, blocking, closed when it is released.
final class Socket: Sendable {
    let descriptor: Int32

    struct Failure: Error {
        let call: String
        let code: Int32
    }

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A socket that is bound to a port of its own and refuses connections until `listen`.
    static func bound() throws -> (Socket, port: UInt16) {
        let found = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard found >= 0 else { throw Failure(call: "socket", code: errno) }
        let result = Socket(found)
        // Small, so that a large request stops when nobody reads it.
        result.set(SO_RCVBUF, 65_536)
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                unsafe bind(found, pointer, length) == 0
                    && getsockname(found, pointer, &length) == 0
            }
        }
        guard isBound else { throw Failure(call: "bind", code: errno) }
        return (result, UInt16(bigEndian: address.sin_port))
    }

    func listen(backlog: Int32) { _ = Glibc.listen(descriptor, backlog) }

    /// Whether there is something to read or to accept within the time.
    func isReady(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) > 0
    }

    func accept() -> Socket? {
        let found = Glibc.accept(descriptor, nil, nil)
        // A child that another test starts must not keep it open.
        _ = fcntl(found, F_SETFD, FD_CLOEXEC)
        return found >= 0 ? Socket(found) : nil
    }

    /// What has come; empty at the other side's end.
    func receive(max: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: max)
        let count = unsafe recv(descriptor, &buffer, max, 0)
        return count > 0 ? Array(buffer[..<count]) : []
    }

    /// - Returns: whether the other side could take all of it.
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes[sent...].withUnsafeBytes { rest in
                unsafe Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// No more will be sent.
    func endSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// socket(7): with a linger time of zero, close sends a reset.
    func resetAtClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, SO_LINGER, &linger,
            socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// Sockets that fill a listener's queue, so that the kernel drops further connections.
    static func fillers(to port: UInt16, count: Int) -> [Socket] {
        (0..<count).map { _ in
            let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
            let filler = Socket(socket(AF_INET, type, 0))
            var address = loopback(port: port)
            unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                    let length = socklen_t(MemoryLayout<sockaddr_in>.size)
                    unsafe _ = connect(filler.descriptor, pointer, length)
                }
            }
            return filler
        }
    }

    private func set(_ option: Int32, _ value: Int32) {
        var value = value
        unsafe _ = setsockopt(
            descriptor, SOL_SOCKET, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
