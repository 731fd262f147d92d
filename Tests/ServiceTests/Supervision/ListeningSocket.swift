import Glibc

/// A socket that listens on loopback, as systemd opens it before any service starts.
final class ListeningSocket {
    let descriptor: Int32
    let port: Int

    init() {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        let raw = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = unsafe withUnsafeMutablePointer(to: &address) { address in
            unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(raw, $0, length) == 0 && listen(raw, 4_096) == 0
                    && getsockname(raw, $0, &length) == 0
            }
        }
        precondition(isListening, "loopback has a free port")
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
