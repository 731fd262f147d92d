import Glibc

/// A file that cannot be read.
package struct FileError: Error, Hashable, Sendable {
    /// Of the system, such as `No such file or directory`.
    package let reason: String
}

/// Small files, read whole.
enum FileContents {
    /// - Parameter check: looks at the file that is open, and throws what is wrong with it. Nothing
    ///   of it has been read then.
    static func read(
        _ path: String, bytesMax: Int, check: (stat) throws(FileError) -> Void = { _ in }
    ) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw lastError() }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw lastError() }
        try check(status)
        var contents: [UInt8] = []
        while true {
            var failure: FileError?
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, count in
                let result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if result < 0 { failure = lastError() }
                count = max(0, result)
            }
            if let failure { throw failure }
            if piece.isEmpty { return contents }
            contents += piece
            guard contents.count <= bytesMax else {
                throw FileError(reason: "is longer than \(Size.text(bytesMax))")
            }
        }
    }

    /// - Throws: when there is no folder of that path, or one that cannot be looked into.
    static func checkFolder(_ path: String) throws(FileError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
        guard descriptor >= 0 else { throw lastError() }
        close(descriptor)
    }

    /// What the system knows of a file; nil for one that is not there. A symbolic link stands for
    /// the file that it leads to.
    static func status(of path: String) -> stat? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? status : nil
    }

    /// What this user may still write on the file system of a path; nil when that cannot be found
    /// out (statvfs(3)).
    static func freeBytes(at path: String) -> Int? {
        var space = statvfs()
        guard unsafe statvfs(path, &space) == 0 else { return nil }
        return Int(space.f_bavail) * Int(space.f_frsize)
    }

    private static func lastError() -> FileError {
        FileError(reason: unsafe String(cString: strerror(errno)))
    }
}
