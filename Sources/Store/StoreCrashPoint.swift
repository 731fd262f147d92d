/// Where a crash could matter to what is on disk. Only tests die here: see `CrashSwitch`.
enum StoreCrashPoint {
    /// The file is open and of the right schema; its epoch is not this start's yet.
    case storeOpened
    /// A group of entries is written, and not yet committed.
    case acceptWritten, unitWritten
    /// The group is committed, and nobody has heard of it.
    case acceptCommitted, unitCommitted
    /// A checkpoint is due; is done.
    case checkpointDue, checkpointDone
    /// One step of a retention is committed, and there are more.
    case retentionStepped

    @inline(__always) static func reached(_ point: StoreCrashPoint) {
        #if CrashPoints
        CrashSwitch.reached("\(point)")
        #endif
    }
}

#if CrashPoints
extension StoreCrashPoint: CaseIterable {}
#endif
