import Glibc

/// Who else can read or change the files that the daemon lives on.
package enum FileModes {
    /// The store with what SQLite keeps beside it, and the configuration.
    package static func findings(_ configuration: Configuration, file: String) -> [Finding] {
        let store = configuration.store.path
        var findings: [Finding] = []
        for path in [store, store + "-wal", store + "-shm"] {
            guard FileContents.status(of: path) != nil else { continue }
            findings.append(privateFile(path))
        }
        if let status = FileContents.status(of: file), status.st_mode & 0o002 != 0 {
            findings.append(
                Finding(
                    .mode, file, .fail, "can be changed by everybody on this machine",
                    mend: "chmod o-w \(file)"))
        }
        return findings
    }

    /// A file that only the daemon's user should read.
    static func privateFile(_ path: String) -> Finding {
        guard let status = FileContents.status(of: path) else {
            return Finding(.mode, path, .fail, "is not there", mend: "correct the path")
        }
        let problem = PrivateKeyMode.problem(
            mode: UInt32(status.st_mode), owner: status.st_uid, user: geteuid())
        guard problem != nil else { return Finding(.mode, path, .ok, "is closed to others") }
        let mode = String(UInt32(status.st_mode) & 0o777, radix: 8)
        return Finding(
            .mode, path, .fail, "is open to other users (mode 0\(mode))", mend: "chmod 600 \(path)")
    }
}
