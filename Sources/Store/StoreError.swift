/// Why the store did not do what it was asked for.
package enum StoreError: Error, Hashable, Sendable {
    /// The disk (or the allowed size) is full. Nothing of the unit is kept; later units work again
    /// as soon as there is space.
    case full
    /// More waits for the disk than is allowed to. Nothing of the unit is kept.
    case overloaded
    /// Another program holds the database's write lock for longer than the store waits.
    case busy(String)
    /// Another daemon has this store open.
    case locked(path: String)
    /// A file of that name is there, and nothing takes its place.
    case exists(path: String)
    /// The key that was given is not the one that the file's values are sealed with, or is one more
    /// or one less than it takes; or there are values that it does not open, and it is to be
    /// changed for another.
    case sealing(String)
    /// The file was written by a newer program.
    case newerSchema(found: Int, known: Int)
    /// A file or its folder cannot be used: it is not there, or not for this user. Nothing was read
    /// or written.
    case inaccessible(String)
    /// There is a file, and it is something else than a store.
    case foreign(String)
    /// The file is not a whole store: SQLite says so. The store is dead.
    case damaged(String)
    /// The records of one invocation contradict each other. The file is in order, and so are the
    /// other invocations: this one is halted, and they go on.
    case contradiction(String)
    /// The disk failed. Nobody knows what of the last commits is on it: the store is dead, and the
    /// owner ends the process, so that recovery decides.
    case io(String)
    /// The unit contradicts what is stored (a programmer's mistake). Nothing of it is kept.
    case conflict(String)
    /// All 2³¹ - 1 invocation numbers are used up.
    case exhausted
    /// The store was stopped before the unit's turn. Nothing of it is kept.
    case stopped

    /// Whether the store does nothing any more after this error.
    package var isFatal: Bool {
        switch self {
        case .damaged, .io: true
        default: false
        }
    }

    /// One word, for metrics.
    package var label: String {
        switch self {
        case .full: "full"
        case .overloaded: "overloaded"
        case .busy: "busy"
        case .locked: "locked"
        case .exists: "exists"
        case .sealing: "sealing"
        case .newerSchema: "newer_schema"
        case .inaccessible: "inaccessible"
        case .foreign: "foreign"
        case .damaged: "damaged"
        case .contradiction: "contradiction"
        case .io: "io"
        case .conflict: "conflict"
        case .exhausted: "exhausted"
        case .stopped: "stopped"
        }
    }
}

extension StoreError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .full: "the store's disk is full: free some space, the store then goes on by itself"
        case .overloaded: "too much waits for the store's disk: try again later"
        case .busy(let message):
            "another program is writing to the store (\(message)): close its transaction"
        case .locked(let path):
            "\(path) is locked: another mpo-bridge uses this store; stop it, or set store.path"
        case .exists(let path): "\(path) exists: remove it, or choose another name"
        case .sealing(let message): message
        case .newerSchema(let found, let known):
            "the store has schema version \(found), this program knows up to \(known): "
                + "start the newer program again"
        case .inaccessible(let message):
            "\(message): see to the folder, its owner and its mode, or name another path"
        case .foreign(let message):
            "\(message): name the file of a store, or a path where a new one may be made"
        case .damaged(let message):
            "the store is damaged (\(message)): `mpo-bridge verify` tells all that is wrong; "
                + "restore a copy that `mpo-bridge backup` made, or move the file away together "
                + "with its -wal and -shm, and the next start begins a new one"
        case .contradiction(let message):
            "the store's records contradict each other (\(message)): `mpo-bridge verify` tells "
                + "all that is wrong"
        case .io(let message): "the store's disk failed: \(message)"
        case .conflict(let message):
            "the store refused a record that contradicts others: \(message)"
        case .exhausted: "the store has used up its invocation numbers: begin a new file"
        case .stopped: "the store is stopped"
        }
    }
}
