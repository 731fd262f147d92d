internal import COpenSSL

/// Keyed message authentication (RFC 2104).
package enum HMAC {
    /// HMAC-SHA-256 of the message: 32 bytes. Any key length, also none, is allowed.
    package static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        sha256(message[...], key: key)
    }

    /// HMAC-SHA-256 of a part of a text, without a copy of it.
    package static func sha256(_ message: ArraySlice<UInt8>, key: [UInt8]) -> [UInt8] {
        // EVP_MAC and HMAC() take the length of a key as an int.
        precondition(key.count <= Int(Int32.max))
        return unsafe [UInt8](unsafeUninitializedCapacity: 32) { output, count in
            var written: UInt32 = 0
            let ended = unsafe message.withUnsafeBufferPointer { message in
                unsafe key.withUnsafeBytes { key in
                    unsafe COpenSSL.HMAC(
                        DigestAlgorithm.sha256.implementation.raw, key.baseAddress,
                        Int32(key.count),
                        message.baseAddress, message.count, output.baseAddress, &written)
                }
            }
            precondition(unsafe ended != nil, "OpenSSL cannot compute an HMAC-SHA-256")
            count = Int(written)
        }
    }
}
