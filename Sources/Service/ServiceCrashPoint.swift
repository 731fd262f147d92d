#if CrashPoints
import Store
#endif

/// The seams between disk and network at which a crash could matter, in the order of the story.
/// Only tests die at them: see `CrashSwitch`.
enum ServiceCrashPoint {
    /// A start has taken up its first invocations, and nothing of that is on disk.
    case invocationsRestored
    /// The 200 is on its way, and the engine has not heard of the invocation.
    case invokeAnswered
    /// A page is here and not on disk; it is on disk.
    case pageReceived, pageCommitted
    /// Rows are claimed, and that is not on disk; it is, and nothing was sent; the call is out.
    case rowsClaimed, intentCommitted, callHandedOver
    /// MPO has answered, and that is not on disk; what it said is on disk.
    case callAnswered, outcomeCommitted
    /// MPO was asked for a task and has answered.
    case lookUpAnswered
    /// The product has acknowledged a batch, and that is not on disk; it is on disk.
    case batchAcknowledged, batchCommitted
    /// The product has acknowledged the completion, and that is not on disk; it is on disk.
    case completionAcknowledged, completionCommitted
    /// The daemon was told to stop: nothing new begins; all that was under way is on disk.
    case drainBegun, drainEnded

    @inline(__always) static func reached(_ point: ServiceCrashPoint) {
        #if CrashPoints
        CrashSwitch.reached("\(point)")
        #endif
    }
}

#if CrashPoints
extension ServiceCrashPoint: CaseIterable {}
#endif
