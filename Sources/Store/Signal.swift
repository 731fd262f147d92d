internal import Glibc

/// Wakes one sleeping thread: a condition of POSIX, which needs an address that never changes.
@safe final class Signal: Sendable {
    @safe private struct State {
        var mutex = unsafe pthread_mutex_t()
        var condition = pthread_cond_t()
        /// Raised, and nobody has been woken by it.
        var isRaised = false
    }

    // `isRaised` is touched under the mutex only, and both others are made for any thread
    // (pthreads(7)); the pointer itself never changes.
    private nonisolated(unsafe) let state: UnsafeMutablePointer<State>

    init() {
        unsafe state = .allocate(capacity: 1)
        unsafe state.initialize(to: State())
        var attributes = pthread_condattr_t()
        unsafe pthread_condattr_init(&attributes)
        // A clock that is set would make a sleep longer.
        let code = unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        precondition(code == 0, "CLOCK_MONOTONIC is always there (clock_gettime(2))")
        unsafe pthread_mutex_init(&state.pointee.mutex, nil)
        unsafe pthread_cond_init(&state.pointee.condition, &attributes)
        unsafe pthread_condattr_destroy(&attributes)
    }

    deinit {
        unsafe pthread_cond_destroy(&state.pointee.condition)
        unsafe pthread_mutex_destroy(&state.pointee.mutex)
        unsafe state.deallocate()
    }

    func raise() {
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        unsafe state.pointee.isRaised = true
        unsafe pthread_mutex_unlock(&state.pointee.mutex)
        unsafe pthread_cond_signal(&state.pointee.condition)
    }

    func wait() {
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        while unsafe !state.pointee.isRaised {
            unsafe pthread_cond_wait(&state.pointee.condition, &state.pointee.mutex)
        }
        unsafe state.pointee.isRaised = false
        unsafe pthread_mutex_unlock(&state.pointee.mutex)
    }

    /// As `wait()`, until the clock (CLOCK_MONOTONIC, nanoseconds) says `end` at the latest.
    func wait(until end: Int64) {
        var end = timespec(tv_sec: Int(end / 1_000_000_000), tv_nsec: Int(end % 1_000_000_000))
        var code: Int32 = 0
        unsafe pthread_mutex_lock(&state.pointee.mutex)
        while unsafe !state.pointee.isRaised && code == 0 {
            code = unsafe pthread_cond_timedwait(
                &state.pointee.condition, &state.pointee.mutex, &end)
        }
        unsafe state.pointee.isRaised = false
        unsafe pthread_mutex_unlock(&state.pointee.mutex)
    }
}
