internal import Glibc

/// Wakes one sleeping thread: a POSIX semaphore, which needs an address that never changes.
@safe final class Signal: Sendable {
    // sem_post and sem_wait may be called from any thread (sem_overview(7)), and the pointer itself
    // never changes.
    private nonisolated(unsafe) let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        unsafe semaphore = .allocate(capacity: 1)
        let code = unsafe sem_init(semaphore, 0, 0)
        precondition(code == 0, "sem_init fails only for a value out of range")
    }

    deinit {
        unsafe sem_destroy(semaphore)
        unsafe semaphore.deallocate()
    }

    func raise() { unsafe sem_post(semaphore) }

    func wait() {
        // EINTR is the only error there can be (sem_wait(3)).
        while unsafe sem_wait(semaphore) != 0 {}
    }
}
