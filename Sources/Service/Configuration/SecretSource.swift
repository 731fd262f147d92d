/// Where a secret lies; the configuration never holds one itself.
package enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// systemd.exec(5), `LoadCredential=`: a file of this name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
    case file(String)
    case environment(String)

    /// For messages: names the place, which is no secret.
    package var description: String {
        switch self {
        case .credential(let name): "credential \(name)"
        case .file(let path): "file \(path)"
        case .environment(let name): "environment variable \(name)"
        }
    }
}

/// Why a secret is not to be had; never holds any of it.
package struct SecretError: Error, Hashable, Sendable {
    /// Goes on from the reference's path: `names a credential that cannot be read: …`.
    package let problem: String
    /// What to do about it.
    package let mend: String

    package init(problem: String, mend: String) {
        self.problem = problem
        self.mend = mend
    }
}

/// Turns a reference into the secret's bytes.
package protocol SecretSource: Sendable {
    func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8]
}
