import Foundation
import Glibc

/// What systemd listens on: a datagram socket, with a file or an abstract name.
final class NotifySocket {
    private let descriptor: Int32
    private let path: String
    /// For `$NOTIFY_SOCKET`.
    var name: String { isAbstract ? "@" + path : path }
    private let isAbstract: Bool

    init(isAbstract: Bool = false, folder: URL = FileManager.default.temporaryDirectory) throws {
        self.isAbstract = isAbstract
        let file = "mpo-bridge-notify-\(UUID().uuidString)"
        path = isAbstract ? file : folder.appending(path: file).path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = (isAbstract ? [0] : []) + Array(path.utf8)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count + (isAbstract ? 0 : 1))
        let raw = descriptor
        let code = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(raw, $0, length)
            }
        }
        guard code == 0 else { throw POSIXError(POSIXError.Code(rawValue: errno) ?? .EIO) }
    }

    deinit {
        close(descriptor)
        if !isAbstract { unsafe unlink(path) }
    }

    /// The lines of the next message; `nil` when none came for long.
    func message() -> [String]? { receive(flags: 0) }

    /// The messages that are here already.
    func rest() -> [[String]] {
        var messages: [[String]] = []
        while let message = receive(flags: Int32(MSG_DONTWAIT)) { messages.append(message) }
        return messages
    }

    private func receive(flags: Int32) -> [String]? {
        var bytes = [UInt8](repeating: 0, count: 4_096)
        let count = unsafe recv(descriptor, &bytes, bytes.count, flags)
        guard count >= 0 else { return nil }
        let text = String(decoding: bytes.prefix(count), as: UTF8.self)
        return text.split(separator: "\n").map(String.init)
    }
}
