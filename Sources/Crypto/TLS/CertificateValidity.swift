/// How long a certificate holds.
package enum CertificateValidity {
    /// From when until when the first certificate of a text in PEM form holds, in seconds since
    /// 1970.
    package static func of(_ pem: [UInt8]) throws(TLSCertificateError) -> ClosedRange<Int> {
        try TLSCertificates(pem).validity
    }
}
