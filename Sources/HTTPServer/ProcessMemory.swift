internal import CLinux
import Glibc

/// How much memory this process takes, and who may look into it.
package enum ProcessMemory {
    /// The threads share this many heaps of the C library. Each of them keeps what it once needed,
    /// and by default every thread has its own. One alone would make the threads wait for one
    /// another.
    private static let heapsMax: Int32 = 2

    /// Before the first thread starts.
    ///
    /// - Returns: whether it is so.
    package static func shareHeaps() -> Bool { bridge_set_arenas_max(heapsMax) == 1 }

    /// Gives back the pages of the program and its libraries that are as in their files, once the
    /// start is over. Most served that alone: the dynamic linker's tables, what libraries do once,
    /// the configuration. What is used again comes from the system's cache of files (madvise(2),
    /// MADV_DONTNEED). What somebody wrote into the code before is gone with them: breakpoints,
    /// probes and hooks.
    package static func giveBackCode() { bridge_give_back_code() }

    /// From now on nobody but root: the kernel dumps no core, whatever a handler of cores asks for
    /// (a limit of 0 only holds for files, core(5)), and no other process of the same user may
    /// attach (prctl(2), PR_SET_DUMPABLE).
    ///
    /// - Returns: whether it is so.
    package static func close() -> Bool {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        let isLimited = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none) == 0
        return bridge_set_undumpable() == 0 && isLimited
    }
}
