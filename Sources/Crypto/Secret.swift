internal import COpenSSL

/// Bytes that nobody may read by accident: they cannot be printed, interpolated, dumped or encoded.
///
/// Whoever needs them asks for them by name. They are wiped when the last copy of the secret goes.
package struct Secret: Sendable {
    private let storage: Storage

    /// Keeps the bytes of a key or a password.
    package init(_ bytes: [UInt8]) { storage = Storage(bytes) }

    /// Overwrites the bytes with zeros, where they lie if nobody else holds the array: what lies in
    /// memory that is freed is still there.
    package static func wipe(_ bytes: inout [UInt8]) {
        // A plain loop of stores to memory that is freed next is what an optimiser removes.
        unsafe bytes.withUnsafeMutableBytes { bytes in
            unsafe OPENSSL_cleanse(bytes.baseAddress, bytes.count)
        }
    }

    package var byteCount: Int { storage.bytes.count }

    /// Lends the bytes for the time of the call. Do not keep them, and do not put them into an
    /// error or a log.
    package func withBytes<Result, Failure: Error>(
        _ body: ([UInt8]) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(storage.bytes)
    }

    /// Sendable: the bytes change only in `deinit`, when nobody else has a reference any more.
    private final class Storage: @unchecked Sendable {
        private(set) var bytes: [UInt8]

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        deinit { Secret.wipe(&bytes) }
    }
}

extension Secret: Equatable {
    package static func == (left: Secret, right: Secret) -> Bool {
        ConstantTime.equals(left.storage.bytes, right.storage.bytes)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var debugDescription: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
