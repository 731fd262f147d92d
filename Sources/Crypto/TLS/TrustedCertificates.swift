/// Certificates that are to be trusted, as a PEM text.
package enum TrustedCertificates {
    /// How many there are; never zero.
    ///
    /// - Throws: when there is none, or one that cannot be read.
    package static func count(_ pem: [UInt8]) throws(TLSCertificateError) -> Int {
        let certificates = try TLSCertificates(pem)
        defer { extendLifetime(certificates) }
        return unsafe 1 + certificates.issuers.count
    }
}
