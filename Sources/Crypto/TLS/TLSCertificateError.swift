/// Why a certificate and its key cannot be used.
package enum TLSCertificateError: Error, Hashable, Sendable {
    /// The files they are in.
    package enum File: Sendable { case certificate, privateKey, clientCA }

    /// There is no certificate in PEM form.
    case noCertificate
    /// There is one that cannot be read. The reason is OpenSSL's.
    case certificateDamaged(reason: String)
    /// A certificate of the chain is too weak, or of a kind that TLS does not use.
    case certificateRefused(reason: String)
    /// There is no private key in PEM form, or it cannot be read.
    case noPrivateKey(reason: String)
    case privateKeyEncrypted
    /// The key belongs to another certificate.
    case privateKeyMismatch
    /// What clients' certificates are held against is no certificate in PEM form.
    case clientCADamaged(reason: String)

    /// Which of them to look at.
    package var file: File {
        switch self {
        case .noCertificate, .certificateDamaged, .certificateRefused: .certificate
        case .noPrivateKey, .privateKeyEncrypted, .privateKeyMismatch: .privateKey
        case .clientCADamaged: .clientCA
        }
    }
}

extension TLSCertificateError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noCertificate: "holds no certificate in PEM form"
        case .certificateDamaged(let reason): "holds a damaged certificate: \(reason)"
        case .certificateRefused(let reason): "holds a certificate that is refused: \(reason)"
        case .noPrivateKey(let reason): "holds no private key in PEM form: \(reason)"
        case .privateKeyEncrypted: "holds a key that is encrypted with a passphrase"
        case .privateKeyMismatch: "holds a key that does not belong to the certificate"
        case .clientCADamaged(let reason): "is of no use: it \(reason)"
        }
    }

    /// What to do about it.
    package var mend: String {
        switch self {
        case .noCertificate, .certificateDamaged:
            "write the server's certificate, then those of its issuers, each between "
                + "-----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
        case .certificateRefused:
            "get one with an EC key or an RSA key of at least 2048 bits, signed with SHA-256 or "
                + "better"
        case .noPrivateKey:
            "write the key between -----BEGIN PRIVATE KEY----- and -----END PRIVATE KEY-----"
        case .privateKeyEncrypted:
            "decrypt it (openssl pkey -in KEY -out PLAIN); the file's permissions protect it"
        case .privateKeyMismatch:
            "use the key that the certificate was requested with; the server's own certificate "
                + "comes first in its file"
        case .clientCADamaged:
            "write the certificates of those who issue the clients', each between "
                + "-----BEGIN CERTIFICATE----- and -----END CERTIFICATE-----"
        }
    }
}
