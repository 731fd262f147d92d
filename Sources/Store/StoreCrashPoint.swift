/// The seams of the disk at which a crash could matter. Only tests die at them: see `CrashSwitch`.
enum StoreCrashPoint {
    /// The file is open, and belongs to the last epoch still; to this one.
    case storeOpened, epochBegun
    /// A group with an invoke in it, or with a unit, is written and not yet committed.
    case acceptWritten, unitWritten
    /// The group is committed, and nobody has heard of it.
    case acceptCommitted, unitCommitted
    /// The log is long enough to be moved into the file; it was moved.
    case checkpointDue, checkpointDone
    /// A step of a retention is committed, and there may be more of them.
    case retentionStepped
    /// All is committed, and the file is about to be closed; it was put in order.
    case storeStopping, storeStopped

    @inline(__always) static func reached(_ point: StoreCrashPoint) {
        #if CrashPoints
        CrashSwitch.reached("\(point)")
        #endif
    }
}

#if CrashPoints
extension StoreCrashPoint: CaseIterable {}
#endif
