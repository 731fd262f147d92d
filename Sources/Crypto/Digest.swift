internal import COpenSSL

/// Message digests.
package enum Digest {
    /// The digest of the parts, one after the other, as if they were one message.
    package static func digest(_ algorithm: DigestAlgorithm, of parts: [[UInt8]]) -> [UInt8] {
        var context = DigestContext(algorithm)
        for part in parts { context.update(part) }
        return context.finish()
    }

    /// The digest of one message.
    package static func digest(_ algorithm: DigestAlgorithm, of message: [UInt8]) -> [UInt8] {
        var context = DigestContext(algorithm)
        context.update(message)
        return context.finish()
    }
}

/// A digest on its way. Not copyable, so that one owner frees what OpenSSL allocated.
@safe package struct DigestContext: ~Copyable {
    private let algorithm: DigestAlgorithm
    private let raw: OpaquePointer

    /// Begins a digest.
    package init(_ algorithm: DigestAlgorithm) {
        self.algorithm = algorithm
        guard let context = unsafe EVP_MD_CTX_new() else { preconditionFailure("out of memory") }
        unsafe raw = context
        // The manual lists no failure but an unusable algorithm, which the fetch has excluded.
        let begun = unsafe EVP_DigestInit_ex2(raw, algorithm.implementation.raw, nil)
        precondition(begun == 1, "OpenSSL cannot begin a \(algorithm.rawValue) digest")
    }

    deinit { unsafe EVP_MD_CTX_free(raw) }

    /// Adds the next part of the message.
    package mutating func update(_ part: [UInt8]) {
        let added = unsafe part.withUnsafeBytes { bytes in
            unsafe EVP_DigestUpdate(raw, bytes.baseAddress, bytes.count)
        }
        precondition(added == 1, "OpenSSL cannot continue a \(algorithm.rawValue) digest")
    }

    /// Ends the digest and gives it.
    package consuming func finish() -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: algorithm.byteCount) { bytes, count in
            var written: UInt32 = 0
            let ended = unsafe EVP_DigestFinal_ex(raw, bytes.baseAddress, &written)
            precondition(ended == 1, "OpenSSL cannot end a \(algorithm.rawValue) digest")
            count = Int(written)
        }
    }
}
