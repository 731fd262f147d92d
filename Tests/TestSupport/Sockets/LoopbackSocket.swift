import Glibc

/// A client on loopback that may have any of the addresses 127.0.0.0/8, so that one process can be
/// a crowd from many machines. A test decides about every byte.
package final class LoopbackSocket {
    /// What there is to know of a connection at a moment.
    package enum Condition: Sendable { case open, ended }

    package let descriptor: Int32
    private var received: [UInt8] = []

    /// Connects, and waits at most ten seconds for anything.
    ///
    /// - Parameters:
    ///   - source: the last three numbers of the own address, packed; nil for 127.0.0.1.
    ///   - receiveBufferBytes: how much the kernel keeps for a client that does not read.
    /// - Returns: nil when there is no connection to be had.
    package init?(port: UInt16, source: UInt32? = nil, receiveBufferBytes: Int32? = nil) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
        if var bytes = receiveBufferBytes {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, 4)
        }
        if let source, unsafe !use(0x7F00_0000 | source, 0, bind) { return nil }
        if unsafe !use(0x7F00_0001, port, connect) { return nil }
    }

    deinit { close(descriptor) }

    private func use(
        _ address: UInt32, _ port: UInt16,
        _ call: (Int32, UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) -> Bool {
        var name = sockaddr_in()
        name.sin_family = sa_family_t(AF_INET)
        name.sin_port = port.bigEndian
        name.sin_addr.s_addr = address.bigEndian
        return unsafe withUnsafePointer(to: &name) { name in
            unsafe name.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe call(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        } == 0
    }

    /// From now on no call waits.
    package func stopWaiting() {
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    }

    /// Sends what the kernel takes.
    ///
    /// - Returns: whether the server is still there.
    @discardableResult
    package func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            let count = unsafe bytes.withUnsafeBytes {
                let rest = unsafe UnsafeRawBufferPointer(rebasing: $0[sent...])
                return unsafe Glibc.send(
                    descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count < 0 { return errno == EAGAIN }
            sent += count
        }
        return true
    }

    /// The same for a text.
    @discardableResult
    package func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    package func finishSending() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Looks whether the server has closed, without taking what it has sent.
    package func condition() -> Condition {
        var byte: UInt8 = 0
        let flags = Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)
        let count = unsafe recv(descriptor, &byte, 1, flags)
        return count > 0 || (count < 0 && errno == EAGAIN) ? .open : .ended
    }

    /// Everything up to the end of the connection.
    package func rest() -> String {
        while receiveMore() {}
        return String(decoding: received, as: UTF8.self)
    }

    /// What comes next; nil at the end of the connection.
    package func take() -> [UInt8]? {
        guard !received.isEmpty || receiveMore() else { return nil }
        defer { received = [] }
        return received
    }

    private func receiveMore() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let count = unsafe recv(descriptor, &buffer, buffer.count, 0)
        guard count > 0 else { return false }
        received += buffer[..<count]
        return true
    }
}
