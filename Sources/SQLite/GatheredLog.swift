internal import CSQLite
internal import Glibc

/// Gathers what SQLite writes into a log, and writes it at once when the log is synced. SQLite
/// itself writes each page in two pieces, its head of 24 bytes first, with a system call for each.
///
/// Nobody misses what is not written yet: with `synchronous=FULL` a commit syncs the log, and only
/// then tells readers, in the log's index, of its pages (https://www.sqlite.org/walformat.html).
/// What this connection itself asks the file for is written before.
///
/// SQLite calls a file's methods through `pMethods` (https://www.sqlite.org/c3ref/io_methods.html):
/// those of the log are exchanged after it was opened, whatever system it was opened by.
@unsafe enum GatheredLog {
    /// SQLite's own methods write less than 128 KiB at a time.
    private static let bytesMax = 1 << 16

    typealias File = UnsafeMutablePointer<sqlite3_file>

    /// A file that is not open stays as it is. The connection's log is open as long as it is
    /// itself: it stays in WAL mode.
    static func gather(_ file: File, of connection: OpaquePointer) {
        guard let system = unsafe file.pointee.pMethods else { return }
        let log = UnsafeMutablePointer<bridge_gathered_log>.allocate(capacity: 1)
        unsafe log.initialize(
            to: bridge_gathered_log(
                methods: system.pointee, system: system,
                bytes: .allocate(byteCount: bytesMax, alignment: 16), count: 0, offset: 0))
        unsafe log.pointee.methods.xClose = { unsafe GatheredLog.close($0) }
        unsafe log.pointee.methods.xWrite = { unsafe GatheredLog.write($0, $1, $2, $3) }
        unsafe log.pointee.methods.xSync = { file, flags in
            unsafe GatheredLog.afterFlush(file) { unsafe $0.xSync(file, flags) }
        }
        unsafe log.pointee.methods.xRead = { file, bytes, count, offset in
            unsafe GatheredLog.afterFlush(file) { unsafe $0.xRead(file, bytes, count, offset) }
        }
        unsafe log.pointee.methods.xTruncate = { file, size in
            unsafe GatheredLog.afterFlush(file) { unsafe $0.xTruncate(file, size) }
        }
        unsafe log.pointee.methods.xFileSize = { file, size in
            unsafe GatheredLog.afterFlush(file) { unsafe $0.xFileSize(file, size) }
        }
        unsafe file.pointee.pMethods = UnsafeRawPointer(log)
            .assumingMemoryBound(to: sqlite3_io_methods.self)
        _ = unsafe sqlite3_rollback_hook(connection, forget, log)
    }

    /// What a rolled-back transaction had handed over is nobody's: written later, without the lock,
    /// it would fall upon another connection's commit in the same place. SQLite calls this for a
    /// rollback of its own as well, before anything else is asked of the file. For that of a
    /// connection that closes it need not (https://www.sqlite.org/c3ref/commit_hook.html), and what
    /// is gathered then goes with the file.
    private static let forget: @convention(c) (UnsafeMutableRawPointer?) -> Void = { log in
        unsafe log?.assumingMemoryBound(to: bridge_gathered_log.self).pointee.count = 0
    }

    /// What is behind the methods of a file, which SQLite never passes as NULL.
    private static func log(of file: File?) -> UnsafeMutablePointer<bridge_gathered_log> {
        guard let methods = unsafe file?.pointee.pMethods else {
            preconditionFailure("SQLite passes an open file")
        }
        return unsafe UnsafeMutableRawPointer(mutating: methods)
            .assumingMemoryBound(to: bridge_gathered_log.self)
    }

    private static func write(
        _ file: File?, _ bytes: UnsafeRawPointer?, _ count: Int32, _ offset: sqlite3_int64
    ) -> Int32 {
        let log = unsafe log(of: file)
        let end = unsafe log.pointee.offset + sqlite3_int64(log.pointee.count)
        if unsafe offset != end || Int(log.pointee.count) + Int(count) > bytesMax {
            let code = unsafe flush(file)
            guard code == SQLITE_OK else { return code }
            unsafe log.pointee.offset = offset
        }
        guard let bytes = unsafe bytes, unsafe Int(count) <= bytesMax else {
            return unsafe log.pointee.system.pointee.xWrite(file, bytes, count, offset)
        }
        unsafe (log.pointee.bytes + Int(log.pointee.count))
            .copyMemory(from: bytes, byteCount: Int(count))
        unsafe log.pointee.count += count
        return SQLITE_OK
    }

    /// Writes what is gathered. What cannot be written is forgotten: whoever called hears of it,
    /// and rolls the whole transaction back, as `Connection.transaction` does after any error.
    private static func flush(_ file: File?) -> Int32 {
        let log = unsafe log(of: file)
        let count = unsafe exchange(&log.pointee.count, with: 0)
        guard count > 0 else { return SQLITE_OK }
        return unsafe log.pointee.system.pointee.xWrite(
            file, log.pointee.bytes, count, log.pointee.offset)
    }

    private static func afterFlush(
        _ file: File?, _ call: (sqlite3_io_methods) -> Int32
    ) -> Int32 {
        let code = unsafe flush(file)
        guard code == SQLITE_OK else { return code }
        return unsafe call(log(of: file).pointee.system.pointee)
    }

    /// What was not synced belongs to no commit.
    private static func close(_ file: File?) -> Int32 {
        let log = unsafe log(of: file)
        let system = unsafe log.pointee.system
        unsafe log.pointee.bytes.deallocate()
        unsafe log.deallocate()
        unsafe file?.pointee.pMethods = system
        return unsafe system.pointee.xClose(file)
    }
}
