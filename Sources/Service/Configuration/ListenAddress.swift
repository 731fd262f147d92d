/// Where a server waits for connections.
package enum ListenAddress: Hashable, Sendable, CustomStringConvertible {
    /// A name or an address without brackets; port 0 lets the system choose.
    case tcp(host: String, port: UInt16)
    case unix(path: String)
    /// Sockets that systemd opens and hands over: those of this name, or all that nobody else
    /// names.
    case systemd(name: String?)

    /// Only this machine can connect.
    package var isLocal: Bool {
        switch self {
        case .tcp(let host, _): HostName.isLoopback(host)
        case .unix: true
        // The address stands in the socket unit, and may be any.
        case .systemd: false
        }
    }

    /// The system chooses a port that is free: two such addresses are never the same.
    var isAnyPort: Bool {
        if case .tcp(_, port: 0) = self { true } else { false }
    }

    /// The socket is opened by systemd, and outlives the daemon.
    package var isHandedOver: Bool {
        if case .systemd = self { true } else { false }
    }

    /// FileDescriptorName= of the sockets that are meant, where it is written.
    var socketName: String? {
        if case .systemd(let name) = self { name } else { nil }
    }

    /// As it is written in the configuration.
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): "unix:\(path)"
        case .systemd(let name): name.map { "systemd:\($0)" } ?? "systemd"
        }
    }

    /// `host:port`, `[v6]:port`, `unix:/path`, `systemd` or `systemd:NAME`.
    static func parse(_ text: String) -> Result<ListenAddress, TextFault> {
        if text == "systemd" { return .success(.systemd(name: nil)) }
        if text.hasPrefix("systemd:") { return parseSystemd(String(text.dropFirst(8))) }
        if text.hasPrefix("unix:") { return parseUnix(String(text.dropFirst(5))) }
        guard let colon = text.lastIndex(of: ":") else {
            let isPort = UInt16(text) != nil
            return .failure(
                TextFault(
                    problem: #"must be "host:port", "[v6]:port", "unix:/path" or "systemd""#,
                    mend: isPort ? #"write "127.0.0.1:\#(text)""# : #"write "127.0.0.1:8443""#))
        }
        var host = String(text[..<colon])
        let port = text[text.index(after: colon)...]
        if host.isEmpty {
            return .failure(
                TextFault(
                    problem: "must name the host in front of the port",
                    mend: #"write "127.0.0.1:…", or "0.0.0.0:…" for every address of the machine"#))
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
            guard HostName.isIPv6(host) else { return .failure(badHost) }
        } else if host.contains(":") {
            return .failure(
                TextFault(
                    problem: "must have an IPv6 address in brackets", mend: #"write "[::]:8443""#))
        }
        guard HostName.isValid(host) else { return .failure(badHost) }
        guard port.utf8.allSatisfy({ ASCII.isDigit($0) }), let port = UInt16(port) else {
            return .failure(
                TextFault(
                    problem: "must end in a port from 0 to 65535 (0: the system chooses)",
                    mend: #"write "\#(text[..<colon]):8443""#))
        }
        return .success(.tcp(host: host.lowercased(), port: port))
    }

    private static let badHost = TextFault(
        problem: "must name a host or an address in front of the port",
        mend: #"write an address such as "127.0.0.1:8443" or "[::1]:8443""#)

    /// systemd.socket(5), FileDescriptorName=: at most 255 characters of ASCII, and no colon.
    private static func parseSystemd(_ name: String) -> Result<ListenAddress, TextFault> {
        guard (1...255).contains(name.utf8.count),
            name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: ":") })
        else {
            return .failure(
                TextFault(
                    problem: "must end in the FileDescriptorName= of a socket unit",
                    mend: #"write "systemd", or a name such as "systemd:receiver""#))
        }
        return .success(.systemd(name: name))
    }

    /// unix(7): `sun_path` has 108 bytes, the last of them a NUL.
    private static func parseUnix(_ path: String) -> Result<ListenAddress, TextFault> {
        guard path.hasPrefix("/"), path.utf8.count <= 107,
            path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f })
        else {
            return .failure(
                TextFault(
                    problem: "must have a path of at most 107 bytes that begins with \"/\"",
                    mend: #"write "unix:/run/mpo-bridge/invoke.sock""#))
        }
        return .success(.unix(path: path))
    }
}
