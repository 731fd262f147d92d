import Glibc

/// How good a folder is for a store: how long its disk takes to keep something, and its space.
package struct DiskProbe: Sendable {
    /// How long each write of one page took until it was on disk, in the order of trials.
    package let syncs: [Duration]
    /// Bytes that the daemon's user may still write there, and bytes in all.
    package let space: (free: UInt64, total: UInt64)

    /// Bytes of a write: a page of the store.
    private static let pageBytes = 4_096

    /// Writes a file without a name, which is gone afterwards whatever happens.
    ///
    /// - Parameters:
    ///   - count: writes, at most.
    ///   - limit: no write begins after this time.
    /// - Throws: why nothing can be written there.
    package init(folder: String, count: Int, limit: Duration) throws(DiskProbeError) {
        var status = statvfs()
        guard unsafe statvfs(folder, &status) == 0 else { throw DiskProbeError() }
        space = (
            UInt64(status.f_bavail) * UInt64(status.f_frsize),
            UInt64(status.f_blocks) * UInt64(status.f_frsize)
        )
        var name = Array("\(folder)/.mpo-bridge-probe-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&name)
        guard descriptor >= 0 else { throw DiskProbeError() }
        defer { close(descriptor) }
        // Swift's Glibc knows no mkostemp(3).
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        guard unsafe unlink(name) == 0 else { throw DiskProbeError() }
        let page = [UInt8](repeating: 0x5a, count: Self.pageBytes)
        let clock = ContinuousClock()
        let start = clock.now
        var syncs: [Duration] = []
        while syncs.count < count, syncs.isEmpty || clock.now - start < limit {
            let before = clock.now
            guard unsafe write(descriptor, page, page.count) == page.count,
                fdatasync(descriptor) == 0
            else { throw DiskProbeError() }
            syncs.append(clock.now - before)
        }
        self.syncs = syncs
    }
}

/// Why a disk cannot be tried.
package struct DiskProbeError: Error, Hashable, Sendable {
    /// The system's number.
    package let number: Int32

    fileprivate init() { number = errno }

    /// Whether it is only that this user may not write there.
    package var isForbidden: Bool { number == EACCES || number == EPERM || number == EROFS }

    /// In the system's words.
    package var reason: String { unsafe String(cString: strerror(number)) }
}
