import Bridge
import Crypto

/// Why the receiver cannot be given its certificate: which file, what is wrong, and what to do.
package struct CertificateFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The configuration's name for the file.
    package let key: String
    package let path: String
    package let problem: String
    package let mend: String

    package var description: String { "\(key): \(path): \(problem): \(mend)" }
}

/// The certificate that the receiver shows to AMS, from the files that the configuration names.
struct ReceiverCertificate: Sendable {
    private static let fileBytesMax = Size.mebibyte
    /// Within this time a renewal is overdue: certificates are renewed weeks before their end.
    private static let endingSeconds: Int64 = 7 * 86_400

    let files: Configuration.ReceiverSection.TLS

    /// Reads the files.
    func context() throws(CertificateFileError) -> TLSServerContext {
        let certificate = try read(files.certificate, .certificate)
        let privateKey = Secret(try read(files.privateKey, .privateKey))
        var clientCA: [UInt8]?
        if let path = files.clientCA { clientCA = try read(path, .clientCA) }
        do throws(TLSCertificateError) {
            return try TLSServerContext(
                certificate: certificate, privateKey: privateKey, clientCA: clientCA)
        } catch {
            throw failure(error.file, "\(error)", error.mend)
        }
    }

    /// What the files look like from outside; they have changed when this has.
    func stamps() -> [FileStamp?] {
        [files.certificate, files.privateKey, files.clientCA].map { $0.flatMap { FileStamp($0) } }
    }

    /// What the clock has against a certificate; nil for nothing. One that has expired is told in
    /// the log and used all the same: no client will trust it, but what was accepted before must be
    /// brought to its end.
    static func doubt(_ validity: ClosedRange<Int>, now: Int64) -> String? {
        if now < validity.lowerBound { return "is not valid yet: check the clock" }
        if now > validity.upperBound { return "has expired: renew it" }
        let rest = Int64(validity.upperBound) - now
        return rest < endingSeconds ? "expires in \(rest / 3_600) hours: renew it" : nil
    }

    private func read(
        _ path: String, _ file: TLSCertificateError.File
    ) throws(CertificateFileError) -> [UInt8] {
        do throws(FileError) {
            guard file == .privateKey else {
                return try FileContents.read(path, bytesMax: Self.fileBytesMax)
            }
            return try FileContents.read(
                path, bytesMax: Self.fileBytesMax, check: PrivateKeyMode.check)
        } catch {
            throw failure(
                file, "cannot be read: \(error.reason)",
                file == .privateKey
                    ? "correct the path; the daemon's user must be able to read the file, and "
                        + "nobody else (chmod 600)"
                    : "correct the path, and let the daemon's user read the file")
        }
    }

    private func failure(
        _ file: TLSCertificateError.File, _ problem: String, _ mend: String
    ) -> CertificateFileError {
        let (member, path) =
            switch file {
            case .certificate: ("certificate", files.certificate)
            case .privateKey: ("privateKey", files.privateKey)
            case .clientCA: ("clientCA", files.clientCA ?? "")
            }
        return CertificateFileError(
            key: "receiver.tls.\(member)", path: path, problem: problem, mend: mend)
    }
}
