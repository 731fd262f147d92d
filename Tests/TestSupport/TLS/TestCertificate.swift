internal import COpenSSL

/// A certificate that vouches for itself, made for one test, and its key.
package struct TestCertificate: Sendable {
    package enum Key: Sendable { case p256, rsa(bits: Int) }

    /// In PEM form.
    package let certificate: String
    package let privateKey: String
    /// The same key behind a passphrase.
    package let encryptedKey: String
    /// The public key as libcurl pins it: `sha256//…`.
    package let pin: String

    /// - Parameters:
    ///   - subject: its common name, and that of its issuer, which it is itself.
    ///   - names: as in the subjectAltName of openssl.cnf.
    ///   - days: from when until when it is valid, counted from today.
    package init(
        _ key: Key = .p256, subject: String = "localhost",
        names: String = "DNS:localhost,IP:127.0.0.1", days: Range<Int> = -1..<36_500
    ) {
        let pair = unsafe Self.pair(key)
        defer { unsafe EVP_PKEY_free(pair) }
        let made = unsafe Self.certificate(pair, subject, names, days)
        defer { unsafe X509_free(made) }
        pin = unsafe Self.pin(pair)
        certificate = unsafe Self.text { unsafe PEM_write_bio_X509($0, made) }
        privateKey = unsafe Self.text {
            unsafe PEM_write_bio_PrivateKey($0, pair, nil, nil, 0, nil, nil)
        }
        encryptedKey = unsafe Self.text { bio in
            var phrase = Array("passphrase".utf8)
            return unsafe PEM_write_bio_PrivateKey(
                bio, pair, EVP_aes_256_cbc(), &phrase, Int32(phrase.count), nil, nil)
        }
    }

    private static func pair(_ key: Key) -> OpaquePointer {
        let name = if case .p256 = key { "EC" } else { "RSA" }
        let context = unsafe EVP_PKEY_CTX_new_from_name(nil, name, nil)
        defer { unsafe EVP_PKEY_CTX_free(context) }
        expect(unsafe EVP_PKEY_keygen_init(context))
        switch key {
        case .p256: expect(unsafe EVP_PKEY_CTX_set_group_name(context, "P-256"))
        case .rsa(let bits): expect(unsafe EVP_PKEY_CTX_set_rsa_keygen_bits(context, Int32(bits)))
        }
        var pair: OpaquePointer?
        expect(unsafe EVP_PKEY_generate(context, &pair))
        guard let pair = unsafe pair else { preconditionFailure() }
        return unsafe pair
    }

    private static func certificate(
        _ pair: OpaquePointer, _ commonName: String, _ names: String, _ days: Range<Int>
    ) -> OpaquePointer {
        guard let made = unsafe X509_new() else { preconditionFailure() }
        expect(unsafe X509_set_version(made, 2))
        expect(unsafe ASN1_INTEGER_set(X509_get_serialNumber(made), 1))
        let notBefore = unsafe X509_gmtime_adj(X509_getm_notBefore(made), 0)
        let notAfter = unsafe X509_gmtime_adj(X509_getm_notAfter(made), 0)
        _ = unsafe X509_time_adj_ex(notBefore, Int32(days.lowerBound), 0, nil)
        _ = unsafe X509_time_adj_ex(notAfter, Int32(days.upperBound), 0, nil)
        expect(unsafe X509_set_pubkey(made, pair))
        let subject = unsafe X509_get_subject_name(made)
        expect(
            unsafe X509_NAME_add_entry_by_txt(subject, "CN", 0x1000 | 1, commonName, -1, -1, 0))
        expect(unsafe X509_set_issuer_name(made, subject))
        let extensions = unsafe X509V3_EXT_conf_nid(nil, nil, NID_subject_alt_name, names)
        expect(unsafe X509_add_ext(made, extensions, -1))
        unsafe X509_EXTENSION_free(extensions)
        precondition(unsafe X509_sign(made, pair, EVP_sha256()) > 0)
        return unsafe made
    }

    private static func pin(_ pair: OpaquePointer) -> String {
        var key: UnsafeMutablePointer<UInt8>?
        let count = unsafe i2d_PUBKEY(pair, &key)
        guard count > 0, let key = unsafe key else { preconditionFailure() }
        defer { unsafe CRYPTO_free(key, nil, 0) }
        var digest = [UInt8](repeating: 0, count: 32)
        _ = unsafe SHA256(key, Int(count), &digest)
        // A NUL follows the 44 characters.
        var text = [UInt8](repeating: 0, count: 45)
        _ = unsafe EVP_EncodeBlock(&text, digest, 32)
        return "sha256//" + String(decoding: text.dropLast(), as: UTF8.self)
    }

    private static func text(_ write: (OpaquePointer?) -> Int32) -> String {
        let bio = unsafe BIO_new(BIO_s_mem())
        defer { unsafe BIO_free(bio) }
        expect(unsafe write(bio))
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe BIO_read(bio, &bytes, Int32(bytes.count))
        return String(decoding: bytes.prefix(Int(count)), as: UTF8.self)
    }

    private static func expect(_ result: Int32) { precondition(result == 1) }
}
