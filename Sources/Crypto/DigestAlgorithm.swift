internal import COpenSSL

/// The digests that MPO lets a company choose from for signing its calls.
package enum DigestAlgorithm: String, CaseIterable, Hashable, Sendable {
    case sha1
    case sha224
    case sha256
    case sha384
    case sha512

    /// The length of a digest.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The length of a digest that is written in hexadecimal digits.
    package var hexadecimalCount: Int { byteCount * 2 }

    /// OpenSSL's implementation, looked up once in the life of the process.
    var implementation: DigestImplementation {
        switch self {
        case .sha1: DigestImplementation.sha1
        case .sha224: DigestImplementation.sha224
        case .sha256: DigestImplementation.sha256
        case .sha384: DigestImplementation.sha384
        case .sha512: DigestImplementation.sha512
        }
    }
}

/// One digest as OpenSSL's providers implement it.
///
/// `EVP_MD_fetch` searches the providers under a lock, and an implicit fetch at every use costs
/// more than a small digest does: crypto(7), "ALGORITHM FETCHING", advises to keep the result.
///
/// Sendable: an `EVP_MD` never changes after its fetch, and these five are never freed.
@safe struct DigestImplementation: @unchecked Sendable {
    let raw: OpaquePointer

    private init(_ name: String) {
        guard let fetched = unsafe EVP_MD_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL offers no \(name): check openssl.cnf and its providers")
        }
        unsafe raw = fetched
    }

    static let sha1 = DigestImplementation("SHA1")
    static let sha224 = DigestImplementation("SHA2-224")
    static let sha256 = DigestImplementation("SHA2-256")
    static let sha384 = DigestImplementation("SHA2-384")
    static let sha512 = DigestImplementation("SHA2-512")
}
