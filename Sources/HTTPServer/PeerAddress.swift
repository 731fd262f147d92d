import CLinux
import Glibc

/// Who is at the other end, or where a listener listens.
package enum PeerAddress: Hashable, Sendable, CustomStringConvertible {
    /// The address in host byte order. An IPv4 client of an IPv6 socket is one of these too.
    case ipv4(address: UInt32, port: UInt16)
    /// The address as two halves in host byte order.
    case ipv6(high: UInt64, low: UInt64, port: UInt16)
    /// A process of this machine, with its user where the kernel told; for a listener its path.
    case unix(path: String, userID: UInt32? = nil)

    /// The port; nil for a Unix socket.
    package var port: UInt16? {
        switch self {
        case .ipv4(_, let port), .ipv6(_, _, let port): port
        case .unix: nil
        }
    }

    /// The same without the port, to count connections by.
    var withoutPort: PeerAddress {
        switch self {
        case .ipv4(let address, _): .ipv4(address: address, port: 0)
        case .ipv6(let high, let low, _): .ipv6(high: high, low: low, port: 0)
        case .unix: self
        }
    }

    /// The address without the port, as people write it; `unix` for a Unix socket.
    package var host: String {
        switch self {
        case .ipv4(let address, _):
            return [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
        case .ipv6(let high, let low, _):
            var address = (high.bigEndian, low.bigEndian)
            var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
            _ = unsafe inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count))
            let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
            return String(decoding: text, as: UTF8.self)
        case .unix: return "unix"
        }
    }

    /// The user of the process at the other end of a Unix socket: the kernel's word, not the
    /// client's. Its number as text where it has no name; nil for every other kind of peer.
    package var userName: String? {
        guard case .unix(_, let userID?) = self else { return nil }
        return UserName.text(of: userID)
    }

    package var description: String {
        switch self {
        case .ipv4(_, let port): "\(host):\(port)"
        case .ipv6(_, _, let port): "[\(host)]:\(port)"
        case .unix(let path, _): path.isEmpty ? "unix" : path
        }
    }

    init(_ storage: sockaddr_storage) {
        var storage = storage
        switch Int32(storage.ss_family) {
        case AF_INET:
            let address = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.load(as: sockaddr_in.self)
            }
            self = .ipv4(
                address: UInt32(bigEndian: address.sin_addr.s_addr),
                port: UInt16(bigEndian: address.sin_port))
        case AF_INET6:
            let address = unsafe withUnsafeBytes(of: &storage) {
                unsafe $0.load(as: sockaddr_in6.self)
            }
            let port = UInt16(bigEndian: address.sin6_port)
            let halves = unsafe withUnsafeBytes(of: address.sin6_addr) {
                unsafe (
                    UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                    UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
                )
            }
            // ::ffff:a.b.c.d, an IPv4 client of an IPv6 socket (RFC 4291 §2.5.5.2).
            if halves.0 == 0, halves.1 >> 32 == 0xFFFF {
                self = .ipv4(address: UInt32(truncatingIfNeeded: halves.1), port: port)
            } else {
                self = .ipv6(high: halves.0, low: halves.1, port: port)
            }
        default:
            self = .unix(path: "")
        }
    }
}
