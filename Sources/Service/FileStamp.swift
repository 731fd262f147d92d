import Glibc

/// What changes about a file when somebody writes to it, or puts another in its place.
struct FileStamp: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt
    private let size: Int
    private let modified: [Int]
    private let changed: [Int]

    /// nil for a file that is not there.
    init?(_ path: String) {
        guard let status = FileContents.status(of: path) else { return nil }
        device = UInt(status.st_dev)
        inode = UInt(status.st_ino)
        size = Int(status.st_size)
        modified = [status.st_mtim.tv_sec, status.st_mtim.tv_nsec]
        changed = [status.st_ctim.tv_sec, status.st_ctim.tv_nsec]
    }
}
