internal import COpenSSL

/// AES-256 in Galois/Counter Mode (NIST SP 800-38D) under one key: nobody without the key can read
/// what it sealed, or change it unnoticed.
///
/// Not copyable, so that one owner frees what OpenSSL allocated; OpenSSL wipes the key with it.
@safe package struct AESGCM: ~Copyable {
    package static let keyBytes = 32
    package static let nonceBytes = 12
    package static let tagBytes = 16

    private let raw: OpaquePointer

    /// - Precondition: the key has `keyBytes`.
    package init(key: Secret) {
        precondition(key.byteCount == Self.keyBytes, "an AES-256 key has 32 bytes")
        guard let context = unsafe EVP_CIPHER_CTX_new() else { preconditionFailure("no memory") }
        unsafe raw = context
        let begun = key.withBytes { key in
            unsafe EVP_CipherInit_ex2(context, Self.cipher.raw, key, nil, 1, nil)
        }
        precondition(begun == 1, "OpenSSL cannot take an AES key")
    }

    deinit { unsafe EVP_CIPHER_CTX_free(raw) }

    /// Seals a text.
    ///
    /// - Parameters:
    ///   - nonce: `nonceBytes` that this key never saw before.
    ///   - extra: what must be said again to open it; it is not part of the result.
    ///   - header: what the result begins with, as it is.
    /// - Returns: the header, as many bytes as the text has, and the tag.
    package func seal(
        _ text: [UInt8], nonce: [UInt8], authenticating extra: [UInt8], after header: [UInt8]
    ) -> [UInt8] {
        precondition(text.count <= Int(Int32.max) && nonce.count == Self.nonceBytes)
        let start = header.count
        let all = start + text.count + Self.tagBytes
        return unsafe [UInt8](unsafeUninitializedCapacity: all) { output, count in
            _ = unsafe output.update(fromContentsOf: header)
            var isSealed = begin(nonce, extra, sealing: true)
            if let place = unsafe output.baseAddress?.advanced(by: start) {
                isSealed = unsafe isSealed && pass(text[...], to: place) && finish(place)
                let tag = unsafe place.advanced(by: text.count)
                isSealed =
                    unsafe isSealed
                    && EVP_CIPHER_CTX_ctrl(
                        raw, EVP_CTRL_AEAD_GET_TAG, Int32(Self.tagBytes), tag) == 1
            }
            // None of these calls looks at the text: a failure is one of OpenSSL's set-up.
            precondition(isSealed, "OpenSSL cannot seal with AES-256-GCM")
            count = all
        }
    }

    /// The text of what `seal` made; nil when anything of it, the nonce, the extra or the key is
    /// another.
    ///
    /// - Parameter sealed: without the header.
    package func open(
        _ sealed: ArraySlice<UInt8>, nonce: [UInt8], authenticating extra: [UInt8]
    ) -> [UInt8]? {
        guard sealed.count >= Self.tagBytes, sealed.count <= Int(Int32.max),
            nonce.count == Self.nonceBytes
        else { return nil }
        var tag = Array(sealed.suffix(Self.tagBytes))
        let body = sealed.dropLast(Self.tagBytes)
        var isOpen = begin(nonce, extra, sealing: false)
        isOpen =
            isOpen
            && (unsafe EVP_CIPHER_CTX_ctrl(raw, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag)) == 1
        guard isOpen else { return nil }
        // One byte at least, so that there is a place for the end of the tag's check.
        let room = max(1, body.count)
        let text = unsafe [UInt8](unsafeUninitializedCapacity: room) { output, count in
            guard let place = output.baseAddress else { return }
            isOpen = unsafe pass(body, to: place) && finish(place)
            count = isOpen ? body.count : 0
        }
        return isOpen ? text : nil
    }

    private func begin(_ nonce: [UInt8], _ extra: [UInt8], sealing: Bool) -> Bool {
        guard unsafe EVP_CipherInit_ex2(raw, nil, nil, nonce, sealing ? 1 : 0, nil) == 1 else {
            return false
        }
        var count: Int32 = 0
        return unsafe EVP_CipherUpdate(raw, nil, &count, extra, Int32(extra.count)) == 1
    }

    private func pass(_ bytes: ArraySlice<UInt8>, to place: UnsafeMutablePointer<UInt8>) -> Bool {
        guard !bytes.isEmpty else { return true }
        var count: Int32 = 0
        return unsafe bytes.withUnsafeBufferPointer { bytes in
            unsafe EVP_CipherUpdate(raw, place, &count, bytes.baseAddress, Int32(bytes.count)) == 1
        }
    }

    /// Makes or compares the tag; this mode writes no further byte.
    private func finish(_ place: UnsafeMutablePointer<UInt8>) -> Bool {
        var count: Int32 = 0
        return unsafe EVP_CipherFinal_ex(raw, place, &count) == 1
    }

    private static let cipher = CipherImplementation("AES-256-GCM")
}

/// A cipher as OpenSSL's providers implement it, looked up once: see `DigestImplementation`.
///
/// Sendable: an `EVP_CIPHER` never changes after its fetch, and this one is never freed.
@safe private struct CipherImplementation: @unchecked Sendable {
    let raw: OpaquePointer

    init(_ name: String) {
        guard let fetched = unsafe EVP_CIPHER_fetch(nil, name, nil) else {
            preconditionFailure("OpenSSL offers no \(name): check openssl.cnf and its providers")
        }
        unsafe raw = fetched
    }
}
