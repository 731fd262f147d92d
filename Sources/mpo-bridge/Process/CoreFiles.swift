import Glibc

/// What the kernel writes of a process that crashes.
enum CoreFiles {
    /// From now on none is written: it would hold cells and secrets (setrlimit(2)).
    static func forbid() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
