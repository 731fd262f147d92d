/// The first record of a TLS connection (RFC 8446 §5.1): a byte for its kind, two for the version,
/// two for the length, and so many bytes.
enum TLSGreeting {
    private static let handshake: UInt8 = 22
    private static let versionMajor: UInt8 = 3
    private static let headerBytes = 5
    /// What a record may hold when it is encrypted (RFC 5246 §6.2.3), and far more than a greeting.
    private static let recordBytesMax = 16_384 + 2_048

    /// Whether these bytes are the beginning of a first record and not all of it. False for what is
    /// none: OpenSSL knows how to say what is wrong with it.
    ///
    /// - Parameters:
    ///   - held: what came earlier.
    ///   - more: of which the first `count` bytes have come now.
    static func isIncomplete(_ held: [UInt8], _ more: [UInt8], _ count: Int) -> Bool {
        let total = held.count + count
        func byte(_ index: Int) -> UInt8 {
            index < held.count ? held[index] : more[index - held.count]
        }
        if total > 0, byte(0) != handshake { return false }
        if total > 1, byte(1) != versionMajor { return false }
        guard total >= headerBytes else { return true }
        let length = Int(byte(3)) << 8 | Int(byte(4))
        return length <= recordBytesMax && total < headerBytes + length
    }
}
