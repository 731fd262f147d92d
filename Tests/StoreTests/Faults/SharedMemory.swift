import CSQLite
import Synchronization

/// The index of a write-ahead log, which all connections of the process share, and its locks
/// (https://www.sqlite.org/walformat.html, section 2). It does not outlive its last user.
@safe final class SharedMemory: Sendable {
    private struct State {
        /// Addresses; what lies there belongs to SQLite, which guards it by the locks below.
        var regions: [UInt] = []
        var users: Set<ObjectIdentifier> = []
        /// For each of SQLite's locks who shares it, and who has it alone.
        var shared: [Set<ObjectIdentifier>] = Array(repeating: [], count: Int(SQLITE_SHM_NLOCK))
        var exclusive: [ObjectIdentifier?] = Array(repeating: nil, count: Int(SQLITE_SHM_NLOCK))
    }

    private let state = Mutex(State())

    deinit { state.withLock { Self.free(&$0) } }

    private static func free(_ state: inout State) {
        for region in state.regions {
            unsafe UnsafeMutableRawPointer(bitPattern: region)?.deallocate()
        }
        state.regions = []
    }

    /// The address of a region, made when it is not there and `extends`; 0 when it is not.
    func region(_ index: Int, bytes: Int, extends: Bool, for user: ObjectIdentifier) -> UInt {
        state.withLock { state in
            state.users.insert(user)
            while extends, state.regions.count <= index {
                let region = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 16)
                unsafe region.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
                state.regions.append(UInt(bitPattern: region))
            }
            return index < state.regions.count ? state.regions[index] : 0
        }
    }

    func lock(_ slots: Range<Int>, flags: Int32, by user: ObjectIdentifier) -> Int32 {
        state.withLock { state in
            if flags & SQLITE_SHM_UNLOCK != 0 {
                for slot in slots {
                    state.shared[slot].remove(user)
                    if state.exclusive[slot] == user { state.exclusive[slot] = nil }
                }
                return SQLITE_OK
            }
            let isShared = flags & SQLITE_SHM_SHARED != 0
            for slot in slots {
                let isTaken = state.exclusive[slot].map { $0 != user } ?? false
                if isTaken || (!isShared && !state.shared[slot].subtracting([user]).isEmpty) {
                    return SQLITE_BUSY
                }
            }
            for slot in slots {
                if isShared {
                    state.shared[slot].insert(user)
                } else {
                    state.exclusive[slot] = user
                }
            }
            return SQLITE_OK
        }
    }

    /// A mutex is a barrier.
    func barrier() { state.withLock { _ in } }

    func leave(_ user: ObjectIdentifier) {
        state.withLock { state in
            state.users.remove(user)
            for slot in state.shared.indices {
                state.shared[slot].remove(user)
                if state.exclusive[slot] == user { state.exclusive[slot] = nil }
            }
            if state.users.isEmpty { Self.free(&state) }
        }
    }
}
