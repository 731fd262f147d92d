internal import Glibc
internal import SQLite

/// Reads a store without leaving a trace beside it.
///
/// A connection that only reads makes a log and an index beside a file in WAL mode, and leaves
/// them: beside a backup they look like a part of it. A file without a log is open to nobody, so it
/// is read as one that does not change; what proves to have changed meanwhile is read once more, in
/// the ordinary way.
enum RestingFile {
    /// What tells that somebody has written to the file, or has it open.
    private struct Stamp: Equatable {
        let inode: UInt
        let bytes: Int
        let seconds: Int
        let nanoseconds: Int
        let hasLog: Bool

        init?(_ path: String) {
            var status = stat()
            guard unsafe stat(path, &status) == 0 else { return nil }
            inode = UInt(status.st_ino)
            bytes = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
            hasLog = unsafe access(path + "-wal", F_OK) == 0
        }
    }

    /// Runs `body` on how the file is to be opened; twice if it was not at rest after all.
    static func read<Value>(
        _ path: String, _ body: (Connection.Access) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard let before = Stamp(path), !before.hasLog else { return try body(.readOnly) }
        let result: Result<Value, StoreError>
        do throws(StoreError) {
            result = .success(try body(.immutable))
        } catch { result = .failure(error) }
        return Stamp(path) == before ? try result.get() : try body(.readOnly)
    }
}
