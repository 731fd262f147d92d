import CSQLite
import Glibc
import Synchronization

/// One open file of a `FaultyDisk`, behind the methods that SQLite calls.
@safe final class FaultyFile {
    let disk: FaultyDisk
    let name: String
    /// SQLite syncs a log's folder with the log, once each time that it is opened.
    private var syncsNames: Bool

    var id: ObjectIdentifier { ObjectIdentifier(self) }

    init(_ disk: FaultyDisk, _ name: String) {
        self.disk = disk
        self.name = name
        syncsNames = name != ""
    }

    // SQLite gives `szOsFile` bytes for a file. The first word is its own, `pMethods`; the second
    // holds the object, retained from `store` to `close`.
    private static let offset = MemoryLayout<UInt>.size
    static let bytes = Int32(2 * offset)

    typealias Raw = UnsafeMutablePointer<sqlite3_file>

    @unsafe func store(in file: Raw) {
        unsafe UnsafeMutableRawPointer(file).storeBytes(
            of: Unmanaged.passRetained(self).toOpaque(), toByteOffset: Self.offset,
            as: UnsafeMutableRawPointer.self)
        unsafe file.pointee.pMethods = UnsafePointer(Self.methods)
    }

    /// The object behind a file, which SQLite never passes as NULL.
    @unsafe fileprivate static func of(_ file: Raw?) -> FaultyFile {
        guard let file = unsafe file else { preconditionFailure("SQLite passes the file") }
        return unsafe reference(file).takeUnretainedValue()
    }

    @unsafe private static func reference(_ file: Raw) -> Unmanaged<FaultyFile> {
        unsafe Unmanaged.fromOpaque(
            UnsafeMutableRawPointer(file).load(
                fromByteOffset: offset, as: UnsafeMutableRawPointer.self))
    }

    /// Written once, before any file is open, and only read since.
    nonisolated(unsafe) private static let methods: UnsafeMutablePointer<sqlite3_io_methods> = {
        let methods = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        unsafe methods.initialize(to: sqlite3_io_methods())
        // With shared memory, without memory mapping.
        unsafe methods.pointee.iVersion = 2
        unsafe addFileMethods(&methods.pointee)
        unsafe addLockMethods(&methods.pointee)
        unsafe addMemoryMethods(&methods.pointee)
        return unsafe methods
    }()

    private static func addFileMethods(_ methods: inout sqlite3_io_methods) {
        unsafe methods.xClose = { file in
            guard let file = unsafe file else { return SQLITE_MISUSE }
            let reference = unsafe FaultyFile.reference(file)
            let own = unsafe reference.takeRetainedValue()
            own.disk.memory.leave(own.id)
            own.disk.state.withLock {
                $0.locks[own.name]?.unlock(to: SQLITE_LOCK_NONE, by: own.id)
            }
            return SQLITE_OK
        }
        unsafe methods.xRead = { file, buffer, count, offset in
            let own = unsafe FaultyFile.of(file)
            guard let buffer = unsafe buffer else { return SQLITE_MISUSE }
            let bytes = own.disk.read(own.name, Int(offset)..<Int(offset) + Int(count))
            unsafe bytes.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress else { return }
                unsafe buffer.copyMemory(from: start, byteCount: bytes.count)
            }
            if bytes.count == Int(count) { return SQLITE_OK }
            unsafe memset(buffer + bytes.count, 0, Int(count) - bytes.count)
            return SQLITE_IOERR | 2 << 8  // SQLITE_IOERR_SHORT_READ
        }
        unsafe methods.xWrite = { file, buffer, count, offset in
            let own = unsafe FaultyFile.of(file)
            let source = unsafe UnsafeRawBufferPointer(start: buffer, count: Int(count))
            return own.disk.write(own.name, unsafe Array(source), at: Int(offset))
        }
        unsafe methods.xTruncate = { file, size in
            let own = unsafe FaultyFile.of(file)
            return own.disk.truncate(own.name, to: Int(size))
        }
        unsafe methods.xSync = { file, _ in
            let own = unsafe FaultyFile.of(file)
            let code = own.disk.sync(own.name, syncsNames: own.syncsNames)
            if code == SQLITE_OK { own.syncsNames = false }
            return code
        }
        unsafe methods.xFileSize = { file, size in
            let own = unsafe FaultyFile.of(file)
            unsafe size?.pointee = sqlite3_int64(own.disk.size(own.name))
            return SQLITE_OK
        }
        unsafe methods.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
        unsafe methods.xSectorSize = { _ in Int32(DiskFile.sectorBytes) }
        // As the system's own: a write never harms the bytes beside it.
        unsafe methods.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
    }

    private static func addLockMethods(_ methods: inout sqlite3_io_methods) {
        unsafe methods.xLock = { file, level in
            let own = unsafe FaultyFile.of(file)
            return own.disk.state.withLock {
                $0.locks[own.name, default: FileLocks()].lock(level, by: own.id)
            }
        }
        unsafe methods.xUnlock = { file, level in
            let own = unsafe FaultyFile.of(file)
            own.disk.state.withLock { $0.locks[own.name]?.unlock(to: level, by: own.id) }
            return SQLITE_OK
        }
        unsafe methods.xCheckReservedLock = { file, isReserved in
            let own = unsafe FaultyFile.of(file)
            let found = own.disk.state.withLock { $0.locks[own.name]?.isReserved ?? false }
            unsafe isReserved?.pointee = found ? 1 : 0
            return SQLITE_OK
        }
    }

    private static func addMemoryMethods(_ methods: inout sqlite3_io_methods) {
        unsafe methods.xShmMap = { file, index, bytes, extends, region in
            let own = unsafe FaultyFile.of(file)
            let address = own.disk.memory.region(
                Int(index), bytes: Int(bytes), extends: extends != 0, for: own.id)
            unsafe region?.pointee = UnsafeMutableRawPointer(bitPattern: address)
            return SQLITE_OK
        }
        unsafe methods.xShmLock = { file, first, count, flags in
            let own = unsafe FaultyFile.of(file)
            return own.disk.memory.lock(
                Int(first)..<Int(first + count), flags: flags, by: own.id)
        }
        unsafe methods.xShmBarrier = { file in
            unsafe FaultyFile.of(file).disk.memory.barrier()
        }
        unsafe methods.xShmUnmap = { file, _ in
            let own = unsafe FaultyFile.of(file)
            own.disk.memory.leave(own.id)
            return SQLITE_OK
        }
    }
}
