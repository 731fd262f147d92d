internal import COpenSSL

/// A certificate that vouches for itself, and its key: made anew for this machine's loopback, where
/// TLS is tried and measured and nobody else would issue one. It holds for two months: a daemon
/// warns of one that ends soon.
package struct LoopbackCertificate: Sendable {
    /// In PEM form; a client that trusts it needs no other.
    package let certificate: [UInt8]
    /// On the curve P-256, in PEM form and not encrypted.
    package let privateKey: Secret

    private static let names = "DNS:localhost,IP:127.0.0.1"
    /// From yesterday on, for clocks that disagree.
    private static let days: ClosedRange<Int32> = -1...60

    /// - Throws: `certificateRefused` when OpenSSL cannot make one, as where its own configuration
    ///   forbids the curve.
    package init() throws(TLSCertificateError) {
        ERR_clear_error()
        guard let pair = unsafe Self.makePair() else { throw Self.refusal }
        defer { unsafe EVP_PKEY_free(pair) }
        guard let made = unsafe X509_new() else { throw Self.refusal }
        defer { unsafe X509_free(made) }
        guard unsafe Self.fill(made, pair),
            let certificate = unsafe PEMText.written({ unsafe PEM_write_bio_X509($0, made) }),
            let privateKey = unsafe PEMText.written({
                unsafe PEM_write_bio_PrivateKey($0, pair, nil, nil, 0, nil, nil)
            })
        else { throw Self.refusal }
        self.certificate = certificate
        self.privateKey = Secret(privateKey)
    }

    private static var refusal: TLSCertificateError {
        .certificateRefused(reason: OpenSSLFailure.take().reason)
    }

    private static func makePair() -> OpaquePointer? {
        guard let context = unsafe EVP_PKEY_CTX_new_from_name(nil, "EC", nil) else { return nil }
        defer { unsafe EVP_PKEY_CTX_free(context) }
        var pair: OpaquePointer?
        guard unsafe EVP_PKEY_keygen_init(context) == 1,
            unsafe EVP_PKEY_CTX_set_group_name(context, "P-256") == 1,
            unsafe EVP_PKEY_generate(context, &pair) == 1
        else { return nil }
        return unsafe pair
    }

    /// Writes everything that a client looks at, and signs it.
    private static func fill(_ certificate: OpaquePointer, _ pair: OpaquePointer) -> Bool {
        let subject = unsafe X509_get_subject_name(certificate)
        guard unsafe X509_set_version(certificate, Int(X509_VERSION_3)) == 1,
            unsafe ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1,
            unsafe X509_time_adj_ex(
                X509_getm_notBefore(certificate), days.lowerBound, 0, nil) != nil,
            unsafe X509_time_adj_ex(
                X509_getm_notAfter(certificate), days.upperBound, 0, nil) != nil,
            unsafe X509_set_pubkey(certificate, pair) == 1,
            unsafe X509_NAME_add_entry_by_txt(
                subject, "CN", MBSTRING_ASC, "localhost", -1, -1, 0) == 1,
            unsafe X509_set_issuer_name(certificate, subject) == 1,
            let names = unsafe X509V3_EXT_conf_nid(nil, nil, NID_subject_alt_name, names)
        else { return false }
        defer { unsafe X509_EXTENSION_free(names) }
        return unsafe X509_add_ext(certificate, names, -1) == 1
            && X509_sign(certificate, pair, EVP_sha256()) > 0
    }
}

extension PEMText {
    /// What OpenSSL writes; `nil` when it fails.
    fileprivate static func written(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let bio = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(bio) }
        guard unsafe write(bio) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(unsafe BIO_ctrl_pending(bio)))
        let count = unsafe BIO_read(bio, &bytes, Int32(clamping: bytes.count))
        return count == Int32(clamping: bytes.count) ? bytes : nil
    }
}
