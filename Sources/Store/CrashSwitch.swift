#if CrashPoints
internal import Glibc
internal import Synchronization

/// Ends the process as `kill -9` would, at a point that was named in the environment:
/// `MPO_BRIDGE_CRASH_POINT=callCommitted` at its first pass, `callCommitted:3` at its third. With
/// `callCommitted:3:hang` only the thread that comes there ends, in that it never goes on.
/// The trait `CrashPoints` builds it for the tests; no other build holds anything of it.
package enum CrashSwitch {
    private struct Order {
        let name: String
        let pass: Int
        let isHang: Bool
    }

    private static let order: Order? = {
        guard let text = unsafe getenv("MPO_BRIDGE_CRASH_POINT") else { return nil }
        let parts = unsafe String(cString: text).split(separator: ":")
        guard let name = parts.first else { return nil }
        return Order(
            name: String(name), pass: parts.dropFirst().first.flatMap { Int($0) } ?? 1,
            isHang: parts.last == "hang")
    }()

    private static let passes = Atomic(0)

    /// The work has come to a point. Returns, unless it is the one at which to die.
    package static func reached(_ name: @autoclosure () -> String) {
        guard let order, order.name == name() else { return }
        guard passes.add(1, ordering: .relaxed).newValue == order.pass else { return }
        while order.isHang { pause() }
        // This thread stands still, and the others go on for a moment, as if this one were slow:
        // what they say until the end must hold.
        usleep(10_000)
        kill(getpid(), SIGKILL)
        // The signal is on its way to all threads, this one included.
        while true { pause() }
    }
}
#endif
