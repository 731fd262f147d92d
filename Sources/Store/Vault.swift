internal import Crypto

/// Seals and opens the values of one connection with AES-256-GCM. Not Sendable: it lives on its
/// owner's thread.
///
/// A sealed value: a byte for the version, 4 of the key's id, 16 of salt, 12 of nonce, the text,
/// and 16 of tag. Salt and nonce are random. Nonces of 96 random bits allow 2³² values under one
/// key (NIST SP 800-38D, 8.3): each vault has a salt, and so a key, of its own, and takes another
/// one before that many.
final class Vault {
    static let version: UInt8 = 1
    static let saltBytes = 16
    /// What a value is longer than its text.
    static let overhead = headerBytes + AESGCM.tagBytes

    private static let headerBytes = prefixBytes + saltBytes + AESGCM.nonceBytes
    static let prefixBytes = 1 + StoreKey.idByteCount
    private static let valuesPerSaltMax = 1 << 32
    /// Salts whose keys are kept: neighbours were mostly written in one opening of the store.
    private static let openersMax = 8

    let key: StoreKey
    private let prefix: [UInt8]
    private var sealer: SaltedCipher
    private var sealed = 0
    /// The last used comes first.
    private var openers: [SaltedCipher] = []

    init(_ key: StoreKey) {
        self.key = key
        prefix = [Self.version] + key.idBytes
        sealer = SaltedCipher(key, salt: RandomBytes.make(Self.saltBytes))
    }

    func seal(_ text: [UInt8], _ place: ValuePlace) -> [UInt8] {
        if sealed == Self.valuesPerSaltMax {
            sealer = SaltedCipher(key, salt: RandomBytes.make(Self.saltBytes))
            sealed = 0
        }
        sealed += 1
        let nonce = RandomBytes.make(AESGCM.nonceBytes)
        return sealer.cipher.seal(
            text, nonce: nonce, authenticating: prefix + place.bytes,
            after: prefix + sealer.salt + nonce)
    }

    /// - Throws: `contradiction` when it was sealed for another place or with another key, or was
    ///   changed.
    func open(_ value: [UInt8], _ place: ValuePlace) throws(StoreError) -> [UInt8] {
        guard value.count >= Self.overhead, value.starts(with: prefix) else {
            throw .contradiction("\(place) is not sealed with the store's key")
        }
        let salt = Array(value[Self.prefixBytes..<Self.prefixBytes + Self.saltBytes])
        let nonce = Array(value[Self.prefixBytes + Self.saltBytes..<Self.headerBytes])
        let text = opener(of: salt).cipher.open(
            value[Self.headerBytes...], nonce: nonce, authenticating: prefix + place.bytes)
        guard let text else { throw .contradiction("\(place) was changed") }
        return text
    }

    /// Whether a value was sealed with this key, as far as its beginning tells.
    func isOwn(_ value: [UInt8]) -> Bool { value.starts(with: prefix) }

    private func opener(of salt: [UInt8]) -> SaltedCipher {
        if openers.first?.salt == salt { return openers[0] }
        let found: SaltedCipher
        if let index = openers.firstIndex(where: { $0.salt == salt }) {
            found = openers.remove(at: index)
        } else {
            found = SaltedCipher(key, salt: salt)
            if openers.count == Self.openersMax { openers.removeLast() }
        }
        openers.insert(found, at: 0)
        return found
    }
}

/// The cipher that belongs to a salt.
private final class SaltedCipher {
    let salt: [UInt8]
    let cipher: AESGCM

    init(_ key: StoreKey, salt: [UInt8]) {
        self.salt = salt
        cipher = key.cipher(salt: salt)
    }
}
