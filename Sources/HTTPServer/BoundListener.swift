import CLinux
import Glibc

/// A socket that listens.
struct BoundListener: Sendable {
    enum Accepted {
        case connection(Int32, PeerAddress)
        /// Nobody waits.
        case none
        /// This one is gone already; there may be more.
        case gone
        /// The process or the system has no descriptor or memory left.
        case exhausted
    }

    let address: PeerAddress
    /// Goes before the socket does: whoever finds the file finds somebody who answers.
    private let file: SocketFile?
    let descriptor: Descriptor

    init(_ listener: Listener) throws(ServerError) {
        switch listener {
        case .tcp(let host, let port):
            file = nil
            descriptor = try Self.tcp(host, port, listener)
            address = Self.address(of: descriptor.raw)
        case .unix(let path, let mode):
            descriptor = try UnixSocket.listen(path: path, mode: mode)
            file = SocketFile(path: path)
            address = .unix(path: path)
        case .inherited(let raw):
            file = nil
            descriptor = try Self.inherited(raw)
            address = Self.address(of: raw)
        }
    }

    func accept() -> Accepted {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe accept4(descriptor.raw, $0, &length, flags)
            }
        }
        if raw >= 0 { return .connection(raw, Self.peer(raw, storage)) }
        switch errno {
        case EAGAIN: return .none
        case EMFILE, ENFILE, ENOBUFS, ENOMEM, EBADF, EINVAL, ENOTSOCK: return .exhausted
        // accept(2): "already-pending network errors on the new socket" are reported here.
        default: return .gone
        }
    }

    private static func peer(_ raw: Int32, _ storage: sockaddr_storage) -> PeerAddress {
        guard Int32(storage.ss_family) == AF_UNIX else { return PeerAddress(storage) }
        var userID: UInt32 = 0
        let isKnown = unsafe bridge_peer_user(raw, &userID) == 0
        return .unix(path: "", userID: isKnown ? userID : nil)
    }

    private static func tcp(
        _ host: String, _ port: UInt16, _ listener: Listener
    ) throws(ServerError) -> Descriptor {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var found: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &found)
        guard code == 0, let first = unsafe found else {
            throw .hostUnknown(host: host, reason: unsafe String(cString: gai_strerror(code)))
        }
        defer { unsafe freeaddrinfo(first) }
        let info = unsafe first.pointee
        let type = unsafe info.ai_socktype | Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = unsafe socket(info.ai_family, type, info.ai_protocol)
        guard raw >= 0 else { throw .unavailable(address: "\(listener)", .last("socket")) }
        let descriptor = Descriptor(owning: raw)
        SocketOption.set(raw, SOL_SOCKET, SO_REUSEADDR, 1)
        // "[::]" means everybody, IPv4 included, whatever net.ipv6.bindv6only says.
        if unsafe info.ai_family == AF_INET6 {
            SocketOption.set(raw, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0)
        }
        SocketOption.prepareForClients(raw)
        guard unsafe bind(raw, info.ai_addr, info.ai_addrlen) == 0
        else { throw .unavailable(address: "\(listener)", .last("bind")) }
        guard Glibc.listen(raw, SocketOption.backlog) == 0
        else { throw .unavailable(address: "\(listener)", .last("listen")) }
        return descriptor
    }

    private static func inherited(_ raw: Int32) throws(ServerError) -> Descriptor {
        guard SocketOption.get(raw, SOL_SOCKET, SO_ACCEPTCONN) == 1,
            SocketOption.get(raw, SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue)
        else { throw .notListening(descriptor: raw) }
        let flags = fcntl(raw, F_GETFL)
        guard flags >= 0, fcntl(raw, F_SETFL, flags | O_NONBLOCK) == 0,
            fcntl(raw, F_SETFD, FD_CLOEXEC) == 0
        else { throw .unavailable(address: "file descriptor \(raw)", .last("fcntl")) }
        if address(of: raw).port != nil { SocketOption.prepareForClients(raw) }
        return Descriptor(owning: raw)
    }

    static func address(of raw: Int32) -> PeerAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        _ = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe getsockname(raw, $0, &length)
            }
        }
        return PeerAddress(storage)
    }
}
