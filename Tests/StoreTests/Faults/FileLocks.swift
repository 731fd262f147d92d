import CSQLite

/// SQLite's locks of one file (https://www.sqlite.org/lockingv3.html): who holds which level.
struct FileLocks {
    private var levels: [ObjectIdentifier: Int32] = [:]

    mutating func lock(_ level: Int32, by holder: ObjectIdentifier) -> Int32 {
        guard levels[holder, default: SQLITE_LOCK_NONE] < level else { return SQLITE_OK }
        let others = levels.filter { $0.key != holder }.map(\.value).max() ?? SQLITE_LOCK_NONE
        switch level {
        case SQLITE_LOCK_SHARED where others >= SQLITE_LOCK_PENDING: return SQLITE_BUSY
        case SQLITE_LOCK_RESERVED where others >= SQLITE_LOCK_RESERVED: return SQLITE_BUSY
        case SQLITE_LOCK_EXCLUSIVE where others >= SQLITE_LOCK_RESERVED: return SQLITE_BUSY
        case SQLITE_LOCK_EXCLUSIVE where others >= SQLITE_LOCK_SHARED:
            levels[holder] = SQLITE_LOCK_PENDING
            return SQLITE_BUSY
        default:
            levels[holder] = level
            return SQLITE_OK
        }
    }

    mutating func unlock(to level: Int32, by holder: ObjectIdentifier) {
        levels[holder] = level == SQLITE_LOCK_NONE ? nil : level
    }

    var isReserved: Bool { levels.values.contains { $0 >= SQLITE_LOCK_RESERVED } }
}
