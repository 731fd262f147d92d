import Glibc

/// A port at which connections are not answered, not even refused: its queue of those that nobody
/// accepts is full.
struct SilentPort: Sendable {
    private let descriptors: [Int32]

    init(host: String, port: UInt16) throws {
        let (listener, _) = try listen(backlog: 0, host: host, port: port)
        // One waits in the queue, and the kernel drops what the others send.
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let callers = (0..<4).map { _ in socket(AF_INET, type, 0) }
        descriptors = callers + [listener]
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = unsafe inet_addr(host)
        address.sin_port = port.bigEndian
        let length = socklen_t(MemoryLayout<sockaddr_in>.size)
        for caller in callers {
            unsafe withUnsafePointer(to: &address) { address in
                unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                    _ = unsafe connect(caller, address, length)
                }
            }
        }
    }

    func close() {
        for descriptor in descriptors { Glibc.close(descriptor) }
    }
}
