import AMS
import Bridge
import Crypto

/// Nothing but a right signature lets a token in, and a rightly signed one with any content is
/// judged without harm.
enum TokenChecks {
    private static let key = Array("fuzz-secret-fuzz-secret-fuzz-secret-fuzz".utf8)
    private static let verifier = TokenVerifier(
        installs: [Install(installID: "install", secret: Secret(key))])
    private static let now = UnixTime(milliseconds: 1_700_000_000_000)

    static func check(_ bytes: [UInt8]) {
        precondition(!isVerified(bytes), "a token without a right signature was let in")
        precondition(!isVerified(Array("Bearer ".utf8) + bytes), "a token was forged")
        // Signed rightly, so that what lies behind the signature is reached: a header, a line
        // break, the claims.
        let parts = bytes.split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let header = Base64URL.encode(Array(parts.first ?? []))
        let claims = Base64URL.encode(parts.count > 1 ? Array(parts[1]) : [])
        let signed = header + [UInt8(ascii: ".")] + claims
        let signature = Base64URL.encode(HMAC.sha256(signed, key: key))
        _ = isVerified(Array("Bearer ".utf8) + signed + [UInt8(ascii: ".")] + signature)
    }

    private static func isVerified(_ value: [UInt8]) -> Bool {
        (try? verifier.verify(value, now: now)) != nil
    }
}
