import Crypto
import Glibc

/// A file that cannot be read.
package struct FileError: Error, Hashable, Sendable {
    /// Of the system, such as `No such file or directory`.
    package let reason: String
    /// There is no such file.
    var isMissing = false
}

/// Small files, read whole.
enum FileContents {
    /// Bytes that are read at a time.
    private static let pieceBytes = 16_384

    /// - Parameters:
    ///   - isSecret: no copy of the contents is left in memory but the one that is returned.
    ///   - check: looks at the file that is open, and throws what is wrong with it. Nothing of it
    ///     has been read then.
    static func read(
        _ path: String, bytesMax: Int, isSecret: Bool = false,
        check: (stat) throws(FileError) -> Void = { _ in }
    ) throws(FileError) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw lastError() }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw lastError() }
        try check(status)
        var contents: [UInt8] = []
        // An array that grows leaves what it held behind.
        if isSecret { contents.reserveCapacity(bytesMax + pieceBytes) }
        while true {
            var failure: FileError?
            var piece = unsafe [UInt8](unsafeUninitializedCapacity: pieceBytes) { buffer, count in
                let result = unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                if result < 0 { failure = lastError() }
                count = max(0, result)
            }
            if let failure { throw failure }
            if piece.isEmpty { return contents }
            contents += piece
            if isSecret { Secret.wipe(&piece) }
            guard contents.count <= bytesMax else {
                if isSecret { Secret.wipe(&contents) }
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

    /// What is free on the disk of a file, for whom the system keeps nothing back; nil when it does
    /// not say.
    static func freeBytes(beside path: String) -> Int? {
        var status = statvfs()
        guard unsafe statvfs(path, &status) == 0 else { return nil }
        let (bytes, overflow) = Int(clamping: status.f_bavail).multipliedReportingOverflow(
            by: Int(clamping: status.f_frsize))
        return overflow ? .max : bytes
    }

    /// How many entries a folder has; nil for one that cannot be looked into.
    static func entryCount(ofFolder path: String) -> Int? {
        guard let folder = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // Itself and its parent.
        return max(0, count - 2)
    }

    private static func lastError() -> FileError {
        let code = errno
        return FileError(
            reason: unsafe String(cString: strerror(code)), isMissing: code == ENOENT)
    }
}
