import Glibc

/// How many files and connections this process may have open (getrlimit(2), RLIMIT_NOFILE).
package enum DescriptorLimit {
    /// Raises the soft limit as far as the hard one allows. The soft one is small on most systems
    /// only for the sake of programs that use select(2), which this is not.
    ///
    /// - Returns: the limit that holds from now on.
    package static func raise() -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard unsafe getrlimit(resource, &limit) == 0 else { return Int(FOPEN_MAX) }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        // Refused by a system call filter, perhaps: then the old one holds.
        if unsafe setrlimit(resource, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}
