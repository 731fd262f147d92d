import Glibc

/// Why a server could not be set up.
package enum ServerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The host is neither an address nor a name that resolves.
    case hostUnknown(host: String, reason: String)
    /// The path does not fit into a socket address.
    case pathTooLong(path: String, bytesMax: Int)
    /// Another process answers on that Unix socket.
    case pathInUse(path: String)
    /// Something that is not a socket lies at that path.
    case pathOccupied(path: String)
    /// The descriptor that was handed over is not a listening stream socket.
    case notListening(descriptor: Int32)
    /// Binding or listening failed.
    case unavailable(address: String, SystemError)
    /// The loop could not be set up.
    case system(SystemError)

    package var description: String {
        switch self {
        case .hostUnknown(let host, let reason): "cannot listen on \(host): \(reason)"
        case .pathTooLong(let path, let bytesMax):
            "cannot listen on \(path): the path is longer than \(bytesMax) bytes"
        case .pathInUse(let path): "cannot listen on \(path): another process answers there"
        case .pathOccupied(let path): "cannot listen on \(path): it exists and is not a socket"
        case .notListening(let descriptor):
            "file descriptor \(descriptor) is not a listening stream socket"
        case .unavailable(let address, let error): "cannot listen on \(address): \(error)"
        case .system(let error): "cannot start the server: \(error)"
        }
    }

    /// What to do about it.
    package var hint: String {
        switch self {
        case .hostUnknown: "write an address of this machine, 0.0.0.0 or [::] for all of them"
        case .pathTooLong: "choose a shorter path, in /run for instance"
        case .pathInUse: "stop the other process, or choose another path"
        case .pathOccupied: "remove it, or choose another path"
        case .notListening: "check the ListenStream= lines of the systemd socket unit"
        case .unavailable(_, let error): Self.hint(for: error)
        case .system: "raise the limits of open files and threads (LimitNOFILE=, TasksMax=)"
        }
    }

    private static func hint(for error: SystemError) -> String {
        switch error.code {
        case EADDRINUSE: "another program listens there; `ss -ltnp` shows which"
        case EADDRNOTAVAIL: "write an address of this machine, 0.0.0.0 or [::] for all of them"
        case EACCES: "a port below 1024 needs CAP_NET_BIND_SERVICE, a path a writable folder"
        default: "see the manual page of the system call"
        }
    }
}
