import CSQLite
import Glibc
import Synchronization

/// Stands in SQLite's place for the system's files (https://www.sqlite.org/vfs.html): the databases
/// that are mounted here lie on a `FaultyDisk`, all others where they always do. It is the default
/// of the process from its first use on, so that the store needs no word of it.
@safe enum FaultyFileSystem {
    private static let mounts = Mutex<[String: FaultyDisk]>([:])

    /// The system's own; it lives as long as the process, and SQLite calls it from any thread.
    nonisolated(unsafe) private static let system = unsafe sqlite3_vfs_find(nil)

    /// Written once, before SQLite knows of it, and only read since.
    nonisolated(unsafe) private static let own: UnsafeMutablePointer<sqlite3_vfs> = {
        let own = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        guard let system = unsafe system else { preconditionFailure("SQLite has no files") }
        unsafe own.initialize(to: system.pointee)
        unsafe own.pointee.pNext = nil
        unsafe own.pointee.zName = UnsafePointer(strdup("faulty"))
        unsafe own.pointee.szOsFile = max(system.pointee.szOsFile, FaultyFile.bytes)
        unsafe own.pointee.xOpen = xOpen
        unsafe own.pointee.xDelete = xDelete
        unsafe own.pointee.xAccess = xAccess
        unsafe own.pointee.xFullPathname = xFullPathname
        unsafe own.pointee.xSleep = xSleep
        return unsafe own
    }()

    /// Whether whoever waits for a lock waits in earnest.
    static let sleeps = Atomic(true)

    private static let isRegistered = unsafe sqlite3_vfs_register(own, 1) == SQLITE_OK

    /// The database at this path, with its log and its journal, lies on the disk from now on.
    static func mount(_ disk: FaultyDisk, at path: String) {
        precondition(isRegistered, "sqlite3_vfs_register fails only without memory")
        mounts.withLock { $0[path] = disk }
    }

    static func unmount(_ path: String) { mounts.withLock { $0[path] = nil } }

    /// The disk and the name on it of a path that is mounted.
    private static func place(_ path: UnsafePointer<CChar>?) -> (disk: FaultyDisk, name: String)? {
        guard let path = unsafe path.map({ unsafe String(cString: $0) }) else { return nil }
        return mounts.withLock { mounts in
            for name in ["", "-wal", "-journal"] where path.hasSuffix(name) {
                if let disk = mounts[String(path.dropLast(name.count))] { return (disk, name) }
            }
            return nil
        }
    }

    // MARK: - What SQLite calls

    private static let xOpen:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, sqlite3_filename?,
            UnsafeMutablePointer<sqlite3_file>?, Int32, UnsafeMutablePointer<Int32>?
        ) -> Int32 = { _, path, file, flags, flagsOut in
            guard let file = unsafe file else { return SQLITE_MISUSE }
            guard let place = unsafe place(path) else {
                guard let open = unsafe system?.pointee.xOpen else { return SQLITE_ERROR }
                return unsafe open(system, path, file, flags, flagsOut)
            }
            guard place.disk.open(place.name, creates: flags & SQLITE_OPEN_CREATE != 0) else {
                unsafe file.pointee.pMethods = nil
                return SQLITE_CANTOPEN
            }
            unsafe flagsOut?.pointee = flags
            unsafe FaultyFile(place.disk, place.name).store(in: file)
            return SQLITE_OK
        }

    private static let xDelete:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, Int32
        ) -> Int32 = { _, path, isSynced in
            guard let place = unsafe place(path) else {
                guard let delete = unsafe system?.pointee.xDelete else { return SQLITE_ERROR }
                return unsafe delete(system, path, isSynced)
            }
            guard place.disk.exists(place.name) else { return SQLITE_IOERR | 23 << 8 }
            return place.disk.delete(place.name, isSynced: isSynced != 0)
        }

    private static let xAccess:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, Int32,
            UnsafeMutablePointer<Int32>?
        ) -> Int32 = { _, path, flags, isThere in
            guard let place = unsafe place(path) else {
                guard let access = unsafe system?.pointee.xAccess else { return SQLITE_ERROR }
                return unsafe access(system, path, flags, isThere)
            }
            unsafe isThere?.pointee = place.disk.exists(place.name) ? 1 : 0
            return SQLITE_OK
        }

    private static let xSleep: @convention(c) (UnsafeMutablePointer<sqlite3_vfs>?, Int32) -> Int32 =
        { _, duration in
            guard sleeps.load(ordering: .relaxed), let wait = unsafe system?.pointee.xSleep
            else { return duration }
            return unsafe wait(system, duration)
        }

    private static let xFullPathname:
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, Int32,
            UnsafeMutablePointer<CChar>?
        ) -> Int32 = { _, path, count, full in
            guard let name = unsafe system?.pointee.xFullPathname else { return SQLITE_ERROR }
            return unsafe name(system, path, count, full)
        }
}
