internal import Glibc

/// Keeps a second daemon away from a store: an exclusive flock on a file beside it, which the
/// kernel frees with the process, however that ends.
///
/// Beside it, since SQLite's own locks are POSIX locks: closing any other descriptor of the
/// database file would drop them (https://www.sqlite.org/howtocorrupt.html, 2.2).
struct FileLock: ~Copyable {
    private let descriptor: Int32

    init(path: String) throws(StoreError) {
        let descriptor = try Self.open(path, 0)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            close(descriptor)
            if code == EWOULDBLOCK { throw .locked(path: path) }
            throw .io("\(path): flock: \(unsafe String(cString: strerror(code)))")
        }
        self.descriptor = descriptor
    }

    /// Root's lock on a store would keep out the user whose store it is.
    func give(toOwnerOf path: String) {
        var status = stat()
        guard geteuid() == 0, unsafe stat(path, &status) == 0 else { return }
        // The owner's next start tells if this did not work.
        _ = fchown(descriptor, status.st_uid, status.st_gid)
    }

    deinit { close(descriptor) }

    /// Makes a file for its owner's eyes only. One that is there is not even opened: a reader of
    /// this process may still hold its locks.
    static func create(_ path: String) throws(StoreError) {
        if unsafe access(path, F_OK) != 0 { close(try open(path, O_EXCL)) }
    }

    private static func open(_ path: String, _ flags: Int32) throws(StoreError) -> Int32 {
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC | flags, 0o600)
        guard descriptor >= 0 else { throw .opening(path, errno) }
        return descriptor
    }
}
