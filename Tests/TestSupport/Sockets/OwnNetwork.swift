import Foundation
import Glibc

/// A network and a table of mounts that only some threads have: a public address is this machine's
/// own there, names lead where a test says, and the system's files can be others. Nothing of it is
/// seen outside, and nothing there reaches the outside.
package enum OwnNetwork {
    /// An address that everybody could reach, if it were not one of this network.
    package static let publicAddress = "1.2.3.4"

    /// Making one takes root, and `ip` of iproute2.
    package static let isAvailable: Bool = {
        let isDone = DispatchSemaphore(value: 0)
        let result = Outcome()
        Thread.detachNewThread {
            result.succeeded = (try? enter()) != nil
            isDone.signal()
        }
        isDone.wait()
        return result.succeeded
    }()

    /// What a skipped test says.
    package static let absence = "needs root, ip (iproute2) and CAP_SYS_ADMIN: unshare(2), mount(2)"

    /// Set by one thread before the semaphore is raised, and read by the other one after that.
    private final class Outcome: @unchecked Sendable {
        var succeeded = false
    }

    package struct Failure: Error {
        let what: String
    }

    /// Runs the body on a thread of such a network. The threads and processes that it starts belong
    /// to that network, too, for as long as they live.
    package static func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try enter()
                        return try body()
                    })
            }
        }
    }

    /// sched.h: CLONE_NEWNS and CLONE_NEWNET.
    private static let flags: Int32 = 0x0002_0000 | 0x4000_0000

    private static func enter() throws {
        typealias Unshare = @convention(c) (Int32) -> Int32
        // Swift's Glibc does not name it.
        guard let address = unsafe dlsym(nil, "unshare"),
            unsafe unsafeBitCast(address, to: Unshare.self)(flags) == 0
        else { throw Failure(what: "unshare") }
        let names = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).conf")
        try "nameserver 127.0.0.1\n".write(to: names, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: names) }
        try shell(
            """
            mount --make-rslave / && ip link set lo up
            ip address add \(publicAddress)/32 dev lo
            mount --bind '\(names.path)' /etc/resolv.conf
            """)
    }

    /// Runs commands in the network of this thread. With system(3), since Foundation's processes
    /// are watched by a thread of their own, which may be in another network.
    package static func shell(_ script: String) throws {
        guard unsafe system("exec 2>/dev/null; set -e\n\(script)") == 0 else {
            throw Failure(what: script)
        }
    }
}
