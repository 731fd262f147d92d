internal import Glibc

/// A thread of its own for work that waits for the disk.
struct Thread: Sendable {
    private let id: pthread_t

    private final class Body {
        let run: () -> Void
        init(_ run: @escaping () -> Void) { self.run = run }
    }

    /// Starts the thread; `body` is all it does.
    init(_ body: sending @escaping () -> Void) throws(StoreError) {
        let body = unsafe Unmanaged.passRetained(Body(body))
        var id = pthread_t()
        let code = unsafe pthread_create(&id, nil, Self.main, body.toOpaque())
        guard code == 0 else {
            unsafe body.release()
            throw .io("pthread_create: \(unsafe String(cString: strerror(code)))")
        }
        self.id = id
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { body in
            if let body = unsafe body {
                unsafe Unmanaged<Body>.fromOpaque(body).takeRetainedValue().run()
            }
            return nil
        }

    var isCurrent: Bool { pthread_equal(id, pthread_self()) != 0 }

    /// Waits for the thread's end; once.
    func join() { pthread_join(id, nil) }

    /// Lets the thread end without anybody waiting for it.
    func detach() { pthread_detach(id) }
}
