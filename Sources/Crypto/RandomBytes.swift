internal import COpenSSL

/// Bytes that nobody can foretell.
package enum RandomBytes {
    /// From OpenSSL's generator, which the kernel seeds.
    package static func make(_ byteCount: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { bytes, count in
            let isMade = unsafe RAND_bytes(bytes.baseAddress, Int32(byteCount)) == 1
            // Whoever went on without would use a nonce twice.
            precondition(isMade, "OpenSSL has no random bytes")
            count = byteCount
        }
    }
}
