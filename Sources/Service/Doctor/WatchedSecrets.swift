import Synchronization

/// Secrets that are read once for the doctor: what became of each, and something in place of those
/// that cannot be read from here, so that the rest of a configuration can be looked at.
package final class WatchedSecrets: SecretSource {
    private let source: any SecretSource
    private let hasCredentials: Bool
    private let found = Mutex<[SecretReference: Result<Int, SecretError>]>([:])

    /// - Parameter hasCredentials: whether the folder of systemd's credentials is known.
    package init(_ source: any SecretSource, hasCredentials: Bool) {
        self.source = source
        self.hasCredentials = hasCredentials
    }

    package func bytes(of reference: SecretReference) throws(SecretError) -> [UInt8] {
        do throws(SecretError) {
            let bytes = try source.bytes(of: reference)
            found.withLock { $0[reference] = .success(bytes.count) }
            return bytes
        } catch {
            found.withLock { $0[reference] = .failure(error) }
            return UnreadSecrets.standIn
        }
    }

    /// Whether every secret was read.
    package var isComplete: Bool {
        found.withLock { $0.values.allSatisfy { (try? $0.get()) != nil } }
    }

    /// Of every secret that the configuration names, and of its file.
    package var findings: [Finding] {
        found.withLock { $0.map { ($0.key, $0.value) } }
            .sorted { $0.0.description < $1.0.description }
            .flatMap { [strength($0.0, $0.1)] + mode($0.0) }
    }

    private func strength(
        _ reference: SecretReference, _ result: Result<Int, SecretError>
    ) -> Finding {
        switch result {
        case .success(let count) where count < InstallSecrets.bytesMin:
            return Finding(
                .secret, "\(reference)", .warn,
                "is shorter than \(InstallSecrets.bytesMin) bytes: it can be guessed from what it "
                    + "has signed",
                mend: "check that the whole secret is stored; if so, have a longer one made")
        case .success: return Finding(.secret, "\(reference)", .ok, "is long enough")
        case .failure(let error):
            let isKnown =
                switch reference {
                case .file: true
                case .credential: hasCredentials
                case .environment: false
                }
            return Finding(
                .secret, "\(reference)", isKnown ? .fail : .skipped, error.problem,
                mend: isKnown
                    ? error.mend
                    : "call it as root while the daemon runs, or with its environment")
        }
    }

    private func mode(_ reference: SecretReference) -> [Finding] {
        guard case .file(let path) = reference, FileContents.status(of: path) != nil else {
            return []
        }
        return [FileModes.privateFile(path)]
    }
}
