/// A public key that a server may show, by its digest.
///
/// Who has a pin trusts no certificate less: the chain is verified as ever, and then the key of the
/// server's own certificate must be one of those that are pinned.
package struct PublicKeyPin: Hashable, Sendable {
    /// `sha256//` and the Base64 of the SHA-256 of the key's SubjectPublicKeyInfo in DER
    /// (curl.se/libcurl/c/CURLOPT_PINNEDPUBLICKEY.html).
    package let text: String

    private static let prefix = "sha256//"
    /// Of 32 bytes: 43 characters, and one that fills up.
    private static let digits = 43

    /// `nil` for any other text: libcurl would take it for the name of a file.
    package init?(_ text: String) {
        guard text.hasPrefix(Self.prefix) else { return nil }
        let digest = text.utf8.dropFirst(Self.prefix.utf8.count)
        guard digest.count == Self.digits + 1, digest.last == UInt8(ascii: "="),
            digest.prefix(Self.digits).allSatisfy(Self.isDigit),
            // The last digit has four bits of the digest and two zeros (RFC 4648, 3.5).
            let last = digest.dropLast().last, "AEIMQUYcgkosw048".utf8.contains(last)
        else { return nil }
        self.text = text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}
