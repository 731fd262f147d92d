internal import CCurl
internal import Glibc
internal import Synchronization

/// A thread that is started once and joined at most once.
final class LoopThread: Sendable {
    private let handle = Mutex<pthread_t?>(nil)

    /// What the new thread takes over.
    private final class Work {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }

    private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? =
        { raw in
            guard let raw = unsafe raw else { return nil }
            let work = unsafe Unmanaged<Work>.fromOpaque(raw).takeRetainedValue()
            unsafe bridge_name_thread(work.name)
            work.body()
            return nil
        }

    /// - Parameter name: at most 15 bytes, for `top -H` and debuggers.
    func start(name: String, _ body: @escaping @Sendable () -> Void) {
        handle.withLock { handle in
            precondition(handle == nil, "the loop runs already")
            // Signals belong to other threads, and a thread inherits the mask of its maker. With
            // CURLOPT_NOSIGNAL libcurl leaves SIGPIPE to us, and OpenSSL's writes can raise it.
            var all = sigset_t()
            var before = sigset_t()
            unsafe sigfillset(&all)
            unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
            var thread = pthread_t()
            let work = unsafe Unmanaged.passRetained(Work(name: name, body: body)).toOpaque()
            let code = unsafe pthread_create(&thread, nil, Self.main, work)
            unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
            precondition(code == 0, "cannot start a thread (errno \(code))")
            handle = thread
        }
    }

    /// Waits for the thread's end. A second caller waits as well.
    func join() {
        handle.withLock { handle in
            guard let thread = handle else { return }
            _ = pthread_join(thread, nil)
            handle = nil
        }
    }

    deinit {
        // Nobody can join any more. This may be the thread itself, letting go of its last
        // reference.
        handle.withLock { handle in
            if let thread = handle { _ = pthread_detach(thread) }
        }
    }
}
