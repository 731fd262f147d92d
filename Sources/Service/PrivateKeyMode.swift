import Glibc

/// Whether a private key's file is private.
package enum PrivateKeyMode {
    /// As OpenSSH has it (`sshkey_perm_ok`): a key of our own must be closed to everybody else.
    /// One of another owner is handed to us by its group or by an access list, as Debian's group
    /// ssl-cert and systemd's credentials are, so its group may read it; never may others.
    ///
    /// - Returns: what is wrong; nil for nothing.
    package static func problem(mode: UInt32, owner: UInt32, user: UInt32) -> String? {
        let refused: UInt32 = owner == user ? 0o077 : 0o027
        let bits = mode & 0o777
        guard bits & refused != 0 else { return nil }
        let text = String(bits, radix: 8)
        return "is open to other users (mode 0\(text)): anyone of them may have the key"
    }

    /// Throws when the file of a private key is open to others.
    static func check(_ status: stat) throws(FileError) {
        let problem = problem(
            mode: UInt32(status.st_mode), owner: status.st_uid, user: geteuid())
        if let problem { throw FileError(reason: problem) }
    }
}
