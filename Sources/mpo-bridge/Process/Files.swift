import Glibc

/// Small files, whole.
enum Files {
    /// `nil` when the file cannot be read.
    static func text(of path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while true {
            let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                unsafe count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
            }
            if chunk.isEmpty { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk
        }
    }

    /// The first bytes of a file; fewer when it has no more.
    static func beginning(of path: String, bytes: Int) throws(CommandError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("read", path) }
        defer { close(descriptor) }
        var start = [UInt8](repeating: 0, count: bytes)
        let count = unsafe read(descriptor, &start, bytes)
        guard count >= 0 else { throw failure("read", path) }
        return Array(start.prefix(count))
    }

    static func exists(_ path: String) -> Bool { unsafe Glibc.access(path, F_OK) == 0 }

    /// Whether this process may write to a file (or connect to a socket).
    enum Access { case open, forbidden, missing }

    static func access(_ path: String) -> Access {
        if unsafe Glibc.access(path, W_OK) == 0 { return .open }
        return errno == EACCES ? .forbidden : .missing
    }

    /// Makes a file (0600) or replaces what is in it.
    static func write(_ text: String, to path: String) throws(CommandError) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("write", path) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { throw failure("write", path) }
            rest = rest.dropFirst(count)
        }
    }

    /// The path from the root on, so that it also holds in another working directory.
    static func absolute(_ path: String) -> String {
        if path.hasPrefix("/") { return path }
        var folder = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard unsafe getcwd(&folder, folder.count) != nil else { return path }
        let bytes = folder.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self) + "/" + path
    }

    static func failure(_ verb: String, _ path: String) -> CommandError {
        let reason = unsafe String(cString: strerror(errno))
        return CommandError("cannot \(verb) \(path): \(reason)")
    }
}
