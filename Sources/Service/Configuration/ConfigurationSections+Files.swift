import Bridge
import Crypto
import JSON

/// Who looks at a configuration.
package enum ConfigurationUse: Sendable {
    /// A start: what is not there now is missed now.
    case start
    /// Somebody who writes one, perhaps before the first start: the folders that the service's unit
    /// makes need not be there yet.
    case check
    /// A daemon that runs with this one, and would take over what it can.
    case reload(Configuration)

    /// The unit's `StateDirectory=` and `RuntimeDirectory=`.
    static let foldersOfUnit = ["/var/lib/mpo-bridge", "/run/mpo-bridge"]
}

extension ConfigurationSections {
    /// What a start would find beyond the text: files and folders that cannot be used.
    func checkFiles(_ file: String, _ root: JSONValue, for use: ConfigurationUse) -> FileNotes {
        var notes = FileNotes(root)
        if let store { checkFolder(store.path, ["store", "path"], use, &notes) }
        if let socket = admin.socket { checkFolder(socket, ["admin", "socket"], use, &notes) }
        if case .unix(let path)? = receiver?.listen {
            checkFolder(path, ["receiver", "listen"], use, &notes)
        }
        checkAuthorities(mpo?.caFile, ["mpo", "caFile"], &notes)
        checkAuthorities(ams?.endpoints.caFile, ["ams", "endpoints", "caFile"], &notes)
        checkCertificate(&notes)
        return notes
    }

    private func checkFolder(
        _ path: String, _ keys: [String], _ use: ConfigurationUse, _ notes: inout FileNotes
    ) {
        let parent = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        let folder = parent.isEmpty ? "/" : parent
        do throws(FileError) {
            try FileContents.checkFolder(folder)
        } catch {
            let note = notes.note(
                keys, "lies in a folder that cannot be used now: \(error.reason)",
                mend: "make \(folder) for the daemon's user, or write another path")
            if case .check = use, ConfigurationUse.foldersOfUnit.contains(folder) {
                notes.warnings.append(
                    notes.note(
                        keys, "lies in a folder that cannot be used now: \(error.reason)",
                        mend: "nothing, if the daemon is run by its systemd unit, which makes "
                            + "\(folder) with the start"))
            } else {
                notes.mistakes.append(note)
            }
        }
    }

    /// A file without a certificate would be noticed at the first call only: nobody is trusted.
    private func checkAuthorities(_ path: String?, _ keys: [String], _ notes: inout FileNotes) {
        guard let path else { return }
        do {
            _ = try TrustedCertificates.count(FileContents.read(path, bytesMax: Size.mebibyte))
        } catch let error as FileError {
            notes.mistakes.append(
                notes.note(
                    keys, "cannot be read: \(error.reason)",
                    mend: "correct the path, and let the daemon's user read the file"))
        } catch {
            notes.mistakes.append(
                notes.note(
                    keys, "\(error)",
                    mend: "write the certificates of those who issue the server's, in PEM form"))
        }
    }

    private func checkCertificate(_ notes: inout FileNotes) {
        guard let files = receiver?.tls else { return }
        do throws(CertificateFileError) {
            let context = try ReceiverCertificate(files: files).context()
            let now = BridgeClock.system.wall().seconds
            guard let doubt = ReceiverCertificate.doubt(context.validity, now: now) else { return }
            notes.warnings.append(
                notes.note(["receiver", "tls", "certificate"], doubt, mend: "renew it in time"))
        } catch {
            let keys = error.key.split(separator: ".").map { String($0) }
            notes.mistakes.append(notes.note(keys, error.problem, mend: error.mend))
        }
    }
}

/// What is wrong with files that a configuration names, each at its place in the text.
struct FileNotes {
    var mistakes: [ConfigurationMistake] = []
    var warnings: [ConfigurationMistake] = []
    private let root: JSONValue

    init(_ root: JSONValue) { self.root = root }

    func note(_ keys: [String], _ problem: String, mend: String) -> ConfigurationMistake {
        var value: JSONValue? = root
        for key in keys { value = value?[key] }
        return ConfigurationMistake(
            path: keys.joined(separator: "."), line: value?.position.line ?? 0,
            column: value?.position.column ?? 0, problem: problem,
            value: value.map {
                PrintableText.escaped(String(decoding: $0.bytes, as: UTF8.self), max: 200)
            }, mend: mend, suggestion: nil)
    }
}
