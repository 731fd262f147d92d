import Glibc

/// Secrets of this process: systemd's credentials, files, and its environment. A file that other
/// users may read is refused; systemd keeps its credentials to the unit itself.
package struct SystemSecretSource: SecretSource {
    private let environment: [String: String]

    /// - Parameter environment: the process's own variables.
    package init(environment: [String: String]) { self.environment = environment }

    package func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
        switch reference {
        case .credential(let name): return try credential(name)
        case .file(let path):
            do throws(FileError) {
                return try contents(path, check: Self.checkMode)
            } catch {
                throw SecretError(
                    problem: "names a file that cannot be used: \(error.reason)",
                    mend: "write the secret into that file, readable by the daemon's user alone")
            }
        case .environment(let name):
            guard let value = environment[name] else {
                throw SecretError(
                    problem: "names an environment variable that is not set",
                    mend: "set it for the daemon, or better use {\"credential\": \"…\"}")
            }
            return Array(value.utf8)
        }
    }

    /// systemd.exec(5): "$CREDENTIALS_DIRECTORY […] An absolute path to the per-unit directory with
    /// credentials configured via ImportCredential=/LoadCredential=/SetCredential=."
    private func credential(_ name: String) throws(SecretError) -> [UInt8] {
        guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
            throw SecretError(
                problem: "names a credential, but $CREDENTIALS_DIRECTORY is not set",
                mend: "start the daemon with systemd, or name a file: {\"file\": \"/…\"}")
        }
        do throws(FileError) {
            return try contents("\(directory)/\(name)")
        } catch {
            throw SecretError(
                problem: "names a credential that cannot be read: \(error.reason)",
                mend: "add LoadCredential=\(name):/path to the unit, or correct the name")
        }
    }

    /// A pipe or a device has no contents of its own to protect.
    private static func checkMode(_ status: stat) throws(FileError) {
        if status.st_mode & S_IFMT == S_IFREG { try PrivateKeyMode.check(status) }
    }

    /// Editors and `echo` end a file with a line end, which is no part of the secret.
    private func contents(
        _ path: String, check: (stat) throws(FileError) -> Void = { _ in }
    ) throws(FileError) -> [UInt8] {
        var bytes = try FileContents.read(
            path, bytesMax: 64 * Size.kibibyte, isSecret: true, check: check)
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return bytes
    }
}
