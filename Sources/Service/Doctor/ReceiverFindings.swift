package import Bridge
import Crypto

/// What there is to say about the receiver's own certificate.
package enum ReceiverFindings {
    private static let subject = "receiver.tls"

    /// From the files that the configuration names.
    package static func certificate(_ configuration: Configuration, now: UnixTime) -> [Finding] {
        guard let files = configuration.receiver.tls else {
            guard !configuration.receiver.listen.isLocal else { return [] }
            return [
                Finding(
                    .certificate, subject, .warn, "plain HTTP beyond this machine",
                    mend: "add receiver.tls, unless a proxy in front ends TLS")
            ]
        }
        do throws(CertificateFileError) {
            let validity = try ReceiverCertificate(files: files).context().validity
            if let doubt = ReceiverCertificate.doubt(validity, now: now.seconds) {
                let isOver = now.seconds > Int64(validity.upperBound)
                return [
                    Finding(
                        .certificate, subject, isOver ? .fail : .warn, doubt,
                        mend: "renew it; the daemon takes up the new files by itself")
                ]
            }
            let days = (Int64(validity.upperBound) - now.seconds) / 86_400
            return [
                Finding(.certificate, subject, .ok, "fits its key, good for \(days) days")
            ]
        } catch {
            return [
                Finding(.certificate, error.key, .fail, error.problem, mend: error.mend)
            ]
        }
    }
}
