import Crypto

/// A certificate for this machine's loopback and its key, as files.
struct LoopbackFiles: Hashable, Sendable {
    let folder: String

    /// Those of a folder that `make` has filled.
    init(in folder: String) { self.folder = folder }

    /// The paths.
    var certificate: String { "\(folder)/tls.crt" }
    var privateKey: String { "\(folder)/tls.key" }

    /// Makes a certificate and its key, and writes both into a folder, for nobody but this user.
    static func make(in folder: String) throws(CommandError) -> LoopbackFiles {
        let files = LoopbackFiles(in: folder)
        let made: LoopbackCertificate
        do throws(TLSCertificateError) {
            made = try LoopbackCertificate()
        } catch {
            throw CommandError("cannot make a certificate: \(error)")
        }
        try Files.write(String(decoding: made.certificate, as: UTF8.self), to: files.certificate)
        let key = made.privateKey.withBytes { String(decoding: $0, as: UTF8.self) }
        try Files.write(key, to: files.privateKey)
        return files
    }

    /// What a server of this process shows.
    func context() throws(CommandError) -> TLSServerContext {
        guard let certificate = Files.text(of: certificate), let key = Files.text(of: privateKey)
        else { throw CommandError("cannot read \(certificate)") }
        do throws(TLSCertificateError) {
            return try TLSServerContext(
                certificate: Array(certificate.utf8), privateKey: Secret(Array(key.utf8)))
        } catch {
            throw CommandError("\(certificate) does not fit its key: \(error)")
        }
    }
}
