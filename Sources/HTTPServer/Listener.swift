/// Where to listen.
package enum Listener: Hashable, Sendable, CustomStringConvertible {
    /// An address or a name of this machine; port 0 lets the kernel choose.
    case tcp(host: String, port: UInt16)
    /// A Unix socket with these permissions. A socket file that nobody answers on is replaced.
    case unix(path: String, mode: UInt32)
    /// A listening socket handed over by systemd or a parent. It is owned, and closed at the end.
    case inherited(descriptor: Int32)

    package var description: String {
        switch self {
        case .tcp(let host, let port):
            host.utf8.contains(0x3A) ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path, _): path
        case .inherited(let descriptor): "file descriptor \(descriptor)"
        }
    }
}
