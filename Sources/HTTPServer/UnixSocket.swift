import CLinux
import Glibc

/// Unix sockets with a file (unix(7)).
enum UnixSocket {
    /// - Parameter mode: the permissions of the file. It never has more, not even for a moment.
    static func listen(path: String, mode: UInt32) throws(ServerError) -> Descriptor {
        try removeStale(path)
        let descriptor = try socket(path)
        // The file is born with the permissions of the socket less the umask: nearly none. They
        // are widened before anyone is listened to.
        guard fchmod(descriptor.raw, 0o600) == 0
        else { throw .unavailable(address: path, .last("fchmod")) }
        guard try unsafe withAddress(path, { unsafe bind(descriptor.raw, $0, $1) }) == 0
        else { throw .unavailable(address: path, .last("bind")) }
        guard unsafe chmod(path, mode) == 0
        else { throw .unavailable(address: path, .last("chmod")) }
        guard Glibc.listen(descriptor.raw, SocketOption.backlog) == 0
        else { throw .unavailable(address: path, .last("listen")) }
        return descriptor
    }

    /// A killed process leaves its socket file behind; nobody answers on it.
    private static func removeStale(_ path: String) throws(ServerError) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .pathOccupied(path: path) }
        let probe = try socket(path)
        if try unsafe withAddress(path, { unsafe connect(probe.raw, $0, $1) }) == 0
            || errno == EAGAIN
        {
            throw .pathInUse(path: path)
        }
        unsafe unlink(path)
    }

    private static func socket(_ path: String) throws(ServerError) -> Descriptor {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let raw = Glibc.socket(AF_UNIX, type, 0)
        guard raw >= 0 else { throw .unavailable(address: path, .last("socket")) }
        return Descriptor(owning: raw)
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws(ServerError) -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard bytes.count <= room, !bytes.contains(0), !bytes.isEmpty
        else { throw .pathTooLong(path: path, bytesMax: room) }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// The file of a Unix socket, which is removed when nobody listens there any more.
final class SocketFile: Sendable {
    private let path: String

    init(path: String) { self.path = path }

    deinit { _ = unsafe unlink(path) }
}
