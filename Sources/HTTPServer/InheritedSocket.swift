import Glibc

/// A listening socket that systemd, or another parent, has opened and handed over
/// (sd_listen_fds(3)): it goes on listening when this process ends, so that a restart refuses
/// nobody.
package struct InheritedSocket: Hashable, Sendable, CustomStringConvertible {
    /// FileDescriptorName= of the socket unit; where it has none, the unit's own name.
    package let name: String
    /// Owned by the listener that is made of it.
    package let descriptor: Int32

    /// A socket that listens already.
    package init(name: String, descriptor: Int32) {
        self.name = name
        self.descriptor = descriptor
    }

    /// The name, and where it listens.
    package var description: String { "\(name) (\(BoundListener.address(of: descriptor)))" }

    /// The first descriptor that is handed over (SD_LISTEN_FDS_START).
    private static let first: Int32 = 3
    private static let countMax: Int32 = 64

    /// All that were meant for this process.
    ///
    /// - Parameter environment: the process's own variables.
    package static func all(
        _ environment: [String: String], processID: Int32 = getpid()
    ) -> [InheritedSocket] {
        // A child inherits the variables as well, but nothing was opened for it.
        guard let process = environment["LISTEN_PID"].flatMap({ Int32($0) }),
            process == processID,
            let count = environment["LISTEN_FDS"].flatMap({ Int32($0) }),
            (1...countMax).contains(count)
        else { return [] }
        let names = (environment["LISTEN_FDNAMES"] ?? "")
            .split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        return (0..<count).map { index in
            let descriptor = first + index
            let name = names.indices.contains(Int(index)) ? names[Int(index)] : ""
            // sd_listen_fds(3): where no name was given, it is "unknown".
            return InheritedSocket(name: name.isEmpty ? "unknown" : name, descriptor: descriptor)
        }
    }
}
