import Glibc

/// What the store takes of its disk, and what is left there.
struct StoreSpace {
    let path: String
    /// `nil`: not to be found out.
    let bytes: Int?
    /// Of the write-ahead log.
    let logBytes: Int?
    /// What the daemon's user may still fill.
    let freeBytes: Int?

    init(_ path: String) {
        self.path = path
        bytes = FileContents.status(of: path).map { Int($0.st_size) }
        logBytes = FileContents.status(of: path + "-wal").map { Int($0.st_size) }
        freeBytes = FileContents.freeBytes(at: path)
    }
}
