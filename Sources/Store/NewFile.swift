internal import Glibc

/// A file that comes into being under another name, and gets its own when it is whole.
enum NewFile {
    /// Makes an empty file for its owner's eyes only; one that is there is never touched.
    static func create(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST { throw .exists(path: path) }
            throw .opening(path, errno)
        }
        close(descriptor)
    }

    /// Waits until all of a file is on the disk.
    static func sync(_ path: String) throws(StoreError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure("open", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failure("fsync", path) }
    }

    /// Gives a file its name, unless another has it by now, and waits until that is on the disk.
    static func name(_ path: String, _ name: String) throws(StoreError) {
        // link(2), since rename(2) would take the place of a file that came meanwhile.
        guard unsafe link(path, name) == 0 else {
            if errno == EEXIST { throw .exists(path: name) }
            throw failure("link", name)
        }
        guard unsafe unlink(path) == 0 else { throw failure("unlink", path) }
        try sync(folder(of: name))
    }

    private static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    private static func failure(_ call: String, _ path: String) -> StoreError {
        .io("\(path): \(call): \(unsafe String(cString: strerror(errno)))")
    }
}
