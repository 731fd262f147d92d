import AMS
import Bridge
import Crypto

/// Nothing but a right signature lets a token in, and a rightly signed one with any content is
/// judged without harm.
enum TokenChecks {
    private static let key = Array("fuzz-secret-fuzz-secret-fuzz-secret-fuzz".utf8)
    private static let verifier = TokenVerifier(
        installs: [Install(installID: "install", secret: Secret(key))])
    /// Lets in nobody but who is known.
    private static let nobody = TokenVerifier(installs: [])
    private static let now = UnixTime(milliseconds: 1_700_000_000_000)

    static func check(_ bytes: [UInt8]) {
        precondition(!isVerified(bytes), "a token without a right signature was let in")
        precondition(!isVerified(Array("Bearer ".utf8) + bytes), "a token was forged")
        precondition(!isKnown(bytes), "a token was taken for one that was let in")
        // Signed rightly, so that what lies behind the signature is reached: a header, a line
        // break, the claims.
        let parts = bytes.split(
            separator: UInt8(ascii: "\n"), maxSplits: 1, omittingEmptySubsequences: false)
        let header = Base64URL.encode(Array(parts.first ?? []))
        let claims = Base64URL.encode(parts.count > 1 ? Array(parts[1]) : [])
        _ = isVerified(signed(header, claims))
    }

    private static let good = signed(
        Base64URL.encode(Array(#"{"alg":"HS256"}"#.utf8)),
        Base64URL.encode(
            Array(
                (#"{"iss":"p","aud":"instance","exp":1700000060,"iat":1700000000,"#
                    + #""o.a.p.ctenantId":"6607"}"#).utf8)))

    /// The value of a header with a token that is rightly signed.
    private static func signed(_ header: [UInt8], _ claims: [UInt8]) -> [UInt8] {
        let signed = header + [UInt8(ascii: ".")] + claims
        let signature = Base64URL.encode(HMAC.sha256(signed, key: key))
        return Array("Bearer ".utf8) + signed + [UInt8(ascii: ".")] + signature
    }

    /// Whether it passes for a good token that came before, in which it takes the place of as many
    /// bytes.
    private static func isKnown(_ value: [UInt8]) -> Bool {
        var known = VerifiedTokens()
        _ = try? verifier.verify(good, now: now, known: &known)
        precondition(known.count == 1, "a good token was refused")
        let forged = Array(value.prefix(good.count)) + good.dropFirst(value.count)
        return forged != good && (try? nobody.verify(forged, now: now, known: &known)) != nil
    }

    private static func isVerified(_ value: [UInt8]) -> Bool {
        (try? verifier.verify(value, now: now)) != nil
    }
}
