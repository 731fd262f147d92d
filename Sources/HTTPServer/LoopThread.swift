import CLinux
import Glibc

/// A thread of the system.
package struct LoopThread: Sendable {
    private final class Body: Sendable {
        let name: String
        let run: @Sendable () -> Void

        init(name: String, run: @escaping @Sendable () -> Void) {
            self.name = name
            self.run = run
        }
    }

    private let handle: pthread_t
    private var isJoined = false

    /// Starts it.
    ///
    /// - Parameters:
    ///   - name: at most 15 bytes; shown by `top -H`.
    ///   - run: all that it does.
    package init(name: String, _ run: @escaping @Sendable () -> Void) throws(SystemError) {
        var handle = pthread_t()
        let body = unsafe Unmanaged.passRetained(Body(name: name, run: run))
        let code = unsafe pthread_create(&handle, nil, Self.main, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw SystemError("pthread_create", code: code)
        }
        self.handle = handle
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { argument in
            guard let argument = unsafe argument else { return nil }
            let body = unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue()
            _ = unsafe pthread_setname_np(pthread_self(), String(body.name.prefix(15)))
            body.run()
            return nil
        }

    /// Nobody waits for its end.
    package consuming func detach() {
        if !isJoined { pthread_detach(handle) }
    }

    /// Waits for its end; a second time it returns at once.
    package mutating func join() {
        if isJoined { return }
        isJoined = true
        pthread_join(handle, nil)
    }
}
