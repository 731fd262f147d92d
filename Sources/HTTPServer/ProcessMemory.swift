internal import CLinux
import Glibc

/// Who may look into the memory of this process.
package enum ProcessMemory {
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
