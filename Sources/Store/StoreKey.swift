internal import Crypto

/// The key that seals the values of the store's sealed columns. It never seals a value itself: each
/// opening of the store has a key of its own, derived from this one.
package struct StoreKey: Sendable {
    /// Digits of its text: 32 bytes, as `openssl rand -hex 32` prints them.
    package static let digitCount = AESGCM.keyBytes * 2

    private let secret: Secret
    /// Tells keys apart, and nothing of the key: it stands with every value and in messages.
    package let id: String
    let idBytes: [UInt8]

    static let idByteCount = 4

    /// - Parameter text: hexadecimal digits, in either case; nil when they are not `digitCount`.
    package init?(hexadecimal text: [UInt8]) {
        guard text.count == Self.digitCount, let bytes = Hexadecimal.decode(text) else {
            return nil
        }
        secret = Secret(bytes)
        let digest = HMAC.sha256(Array("mpo-bridge store key id".utf8), key: bytes)
        idBytes = Array(digest.prefix(Self.idByteCount))
        id = String(decoding: Hexadecimal.encode(idBytes), as: UTF8.self)
    }

    /// The cipher of one opening, which is known by its salt (NIST SP 800-108, one block of HMAC).
    func cipher(salt: [UInt8]) -> AESGCM {
        let label = Array("mpo-bridge store values".utf8)
        return AESGCM(key: secret.withBytes { Secret(HMAC.sha256(label + [0] + salt, key: $0)) })
    }
}

extension StoreKey: Hashable {
    package static func == (left: StoreKey, right: StoreKey) -> Bool {
        left.secret == right.secret
    }

    /// By its id, which tells enough keys apart.
    package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
