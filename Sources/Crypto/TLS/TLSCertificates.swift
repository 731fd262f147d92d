internal import COpenSSL

/// Certificates as they were read from a PEM text. They are freed with it.
@safe struct TLSCertificates: ~Copyable {
    /// The server's own.
    let leaf: OpaquePointer
    /// In the order of the file.
    let issuers: [OpaquePointer]

    init(_ pem: [UInt8]) throws(TLSCertificateError) {
        let (certificates, failure) = unsafe Self.read(pem)
        guard let failure else {
            guard let first = unsafe certificates.first else { throw .noCertificate }
            unsafe leaf = first
            unsafe issuers = Array(certificates.dropFirst())
            return
        }
        unsafe certificates.forEach { unsafe X509_free($0) }
        throw .certificateDamaged(reason: failure.reason)
    }

    deinit {
        unsafe X509_free(leaf)
        unsafe issuers.forEach { unsafe X509_free($0) }
    }

    /// - Returns: all certificates of the text, and why the next one cannot be read.
    private static func read(_ pem: [UInt8]) -> ([OpaquePointer], OpenSSLFailure?) {
        ERR_clear_error()
        return unsafe PEMText.withBIO(pem) { bio in
            var certificates: [OpaquePointer] = unsafe []
            while let next = unsafe PEM_read_bio_X509(bio, nil, PEMText.noPassphrase, nil) {
                unsafe certificates.append(next)
            }
            let end = OpenSSLFailure.take()
            let isEnd = end.matches(library: ERR_LIB_PEM, reason: PEM_R_NO_START_LINE)
            return unsafe (certificates, isEnd ? nil : end)
        }
    }

    /// In seconds since 1970. One that ends before it begins is never valid, and its end decides.
    var validity: ClosedRange<Int> {
        let begin = unsafe Self.seconds(X509_get0_notBefore(leaf))
        let end = unsafe Self.seconds(X509_get0_notAfter(leaf))
        return min(begin, end)...end
    }

    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int {
        let epoch = unsafe ASN1_TIME_set(nil, 0)
        defer { unsafe ASN1_STRING_free(epoch) }
        var days: Int32 = 0
        var seconds: Int32 = 0
        // Fails for a time that is none, which the parser of certificates let through.
        guard unsafe ASN1_TIME_diff(&days, &seconds, epoch, time) == 1 else {
            _ = OpenSSLFailure.take()
            return 0
        }
        return Int(days) * 86_400 + Int(seconds)
    }
}

/// A private key as it was read from a PEM text. OpenSSL wipes it when it is freed.
@safe struct TLSPrivateKey: ~Copyable {
    let raw: OpaquePointer

    init(_ pem: Secret) throws(TLSCertificateError) {
        ERR_clear_error()
        var needsPassphrase = false
        let read = unsafe pem.withBytes { bytes in
            unsafe PEMText.withBIO(bytes) { bio in
                unsafe PEM_read_bio_PrivateKey(bio, nil, PEMText.noPassphrase, &needsPassphrase)
            }
        }
        let failure = OpenSSLFailure.take()
        guard let key = unsafe read else {
            if needsPassphrase { throw .privateKeyEncrypted }
            throw .noPrivateKey(reason: failure.reason)
        }
        unsafe raw = key
    }

    deinit { unsafe EVP_PKEY_free(raw) }
}

/// PEM texts for OpenSSL.
enum PEMText {
    static func withBIO<Result>(
        _ bytes: [UInt8], _ body: (OpaquePointer) -> Result
    ) -> Result {
        unsafe bytes.withUnsafeBytes { bytes in
            guard let bio = unsafe BIO_new_mem_buf(bytes.baseAddress, Int32(clamping: bytes.count))
            else { preconditionFailure("out of memory") }
            defer { unsafe BIO_free(bio) }
            return unsafe body(bio)
        }
    }

    /// Without it OpenSSL would ask on the terminal, and a daemon would wait for ever. The last
    /// argument may be a Bool, which is set.
    static let noPassphrase:
        @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) ->
            Int32 = { _, _, _, wasAsked in
                unsafe wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
                return -1
            }
}
