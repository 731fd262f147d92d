import Bridge
import Crypto
import JSON

extension Configuration {
    /// What a start would find beyond the text: certificates that cannot be used are mistakes,
    /// folders that are not there only warnings, since systemd makes some of them with the start.
    /// What was doubted before is among the warnings.
    ///
    /// - Parameter file: the file that this configuration was read from, to point into it.
    package func withFiles(_ file: String) -> ConfigurationMistakes {
        var notes = FileNotes(file)
        checkFolder(store.path, "store", "path", "StateDirectory", &notes)
        if let socket = admin.socket {
            checkFolder(socket, "admin", "socket", "RuntimeDirectory", &notes)
        }
        if case .unix(let path) = receiver.listen {
            checkFolder(path, "receiver", "listen", "RuntimeDirectory", &notes)
        }
        for (section, caFile) in [("mpo", mpo.caFile), ("ams", ams.endpoints.caFile)] {
            guard let caFile else { continue }
            let keys = section == "mpo" ? [section, "caFile"] : [section, "endpoints", "caFile"]
            do throws(FileError) {
                _ = try FileContents.read(caFile, bytesMax: Size.mebibyte)
            } catch {
                notes.mistakes.append(
                    notes.note(
                        keys, "cannot be read: \(error.reason)",
                        mend: "correct the path, and let the daemon's user read the file"))
            }
        }
        checkCertificate(&notes)
        return ConfigurationMistakes(
            file: file, mistakes: notes.mistakes, warnings: warnings + notes.warnings)
    }

    private func checkFolder(
        _ path: String, _ section: String, _ key: String, _ directive: String,
        _ notes: inout FileNotes
    ) {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
        do throws(FileError) {
            try FileContents.checkFolder(folder.isEmpty ? "/" : folder)
        } catch {
            notes.warnings.append(
                notes.note(
                    [section, key], "lies in a folder that cannot be used now: \(error.reason)",
                    mend: "make it for the daemon's user, unless \(directive)= of the unit does"))
        }
    }

    private func checkCertificate(_ notes: inout FileNotes) {
        guard let files = receiver.tls else { return }
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
    private let root: JSONValue?

    init(_ file: String) {
        let text = try? FileContents.read(file, bytesMax: 4 * Size.mebibyte)
        root = text.flatMap { try? JSONText($0).root }
    }

    func note(_ keys: [String], _ problem: String, mend: String) -> ConfigurationMistake {
        var value = root
        for key in keys { value = value?[key] }
        return ConfigurationMistake(
            path: keys.joined(separator: "."), line: value?.position.line ?? 0,
            column: value?.position.column ?? 0, problem: problem,
            value: value.map { String(decoding: $0.bytes, as: UTF8.self) }, mend: mend,
            suggestion: nil)
    }
}
