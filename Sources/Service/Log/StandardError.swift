import Glibc

/// The daemon's stderr, where its lines go.
package enum StandardError {
    /// Whether stderr is the journal. systemd.exec(5) on `$JOURNAL_STREAM`: "the device and inode
    /// numbers of the journal file descriptor, formatted in decimal, separated by a colon", to be
    /// compared with what fstat(2) says, since a shell in between may have redirected it.
    ///
    /// - Parameter variable: the value of `$JOURNAL_STREAM`.
    package static func isJournal(_ variable: String?, descriptor: Int32 = 2) -> Bool {
        guard let variable else { return false }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return variable == "\(status.st_dev):\(status.st_ino)"
    }

    /// Writes a line whole. A line that cannot be written is lost: there is nobody to tell.
    package static func write(_ line: [UInt8], descriptor: Int32 = 2) {
        var offset = 0
        while offset < line.count {
            let written = unsafe line.withUnsafeBytes { bytes in
                unsafe Glibc.write(
                    descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
            }
            if written > 0 {
                offset += written
            } else if errno != EINTR {
                return
            }
        }
    }
}
