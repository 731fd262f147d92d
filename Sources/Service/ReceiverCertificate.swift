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
enum ReceiverCertificate {
    private static let fileBytesMax = Size.mebibyte
    /// Within this time a renewal is overdue: certificates are renewed weeks before their end.
    private static let endingSeconds: Int64 = 7 * 86_400

    /// Reads the files. A certificate that has expired is told in the log and used all the same:
    /// no client will trust it, but what was accepted before must be brought to its end.
    static func context(
        _ files: Configuration.ReceiverSection.TLS, log: Log, clock: BridgeClock
    ) throws(CertificateFileError) -> TLSServerContext {
        let context = try load(files)
        if let doubt = doubt(context.validity, now: clock.wall().seconds) {
            log.certificateDoubted(files.certificate, problem: doubt)
        }
        return context
    }

    /// Reads the files, whatever their times.
    static func load(
        _ files: Configuration.ReceiverSection.TLS
    ) throws(CertificateFileError) -> TLSServerContext {
        let certificate = try read(files, .certificate)
        let privateKey = Secret(try read(files, .privateKey))
        do throws(TLSCertificateError) {
            return try TLSServerContext(certificate: certificate, privateKey: privateKey)
        } catch {
            throw failure(files, error.file, "\(error)", error.mend)
        }
    }

    /// What the clock has against a certificate; nil for nothing.
    static func doubt(_ validity: ClosedRange<Int>, now: Int64) -> String? {
        if now < validity.lowerBound { return "is not valid yet: check the clock" }
        if now > validity.upperBound { return "has expired: renew it, and start the daemon again" }
        let rest = Int64(validity.upperBound) - now
        return rest < endingSeconds ? "expires in \(rest / 3_600) hours: renew it" : nil
    }

    private static func read(
        _ files: Configuration.ReceiverSection.TLS, _ file: TLSCertificateError.File
    ) throws(CertificateFileError) -> [UInt8] {
        do throws(FileError) {
            return try FileContents.read(path(of: file, files), bytesMax: fileBytesMax)
        } catch {
            throw failure(
                files, file, "cannot be read: \(error.reason)",
                "correct the path, and let the daemon's user read the file")
        }
    }

    private static func failure(
        _ files: Configuration.ReceiverSection.TLS, _ file: TLSCertificateError.File,
        _ problem: String, _ mend: String
    ) -> CertificateFileError {
        let member = file == .certificate ? "certificate" : "privateKey"
        return CertificateFileError(
            key: "receiver.tls.\(member)", path: path(of: file, files), problem: problem,
            mend: mend)
    }

    private static func path(
        of file: TLSCertificateError.File, _ files: Configuration.ReceiverSection.TLS
    ) -> String {
        file == .certificate ? files.certificate : files.privateKey
    }
}
