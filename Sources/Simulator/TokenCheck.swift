internal import Bridge
internal import Crypto
internal import JSON

/// Checks the token of a call to the product by computing it anew (addendum to the protocol notes
/// on AMS: the same claims on all three calls).
///
/// On purpose it shares nothing with the bridge's own issuer and verifier but HMAC and base64url.
struct TokenCheck: Sendable {
    private let context: InvocationContext
    private let secret: Secret
    /// The last token that was right: many calls carry the same one within a second.
    private var last: (token: [UInt8], issuedAt: Int64)?

    /// Seconds between the making of a token and its end, exactly.
    static let lifetime: Int64 = 60
    /// Seconds a token may seem to come from the future.
    static let leeway: Int64 = 5

    init(context: InvocationContext, secret: Secret) {
        self.context = context
        self.secret = secret
    }

    /// What is wrong with an Authorization header; `nil` when it is right.
    mutating func problem(_ authorization: ArraySlice<UInt8>?, now: Int64) -> String? {
        guard let authorization else { return "there is no Authorization header" }
        guard authorization.starts(with: Self.scheme) else { return "the scheme is not Bearer" }
        let token = Array(authorization.dropFirst(Self.scheme.count))
        if let last, last.token == token { return Self.freshness(last.issuedAt, now: now) }
        let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1])
        else { return "the token has not three parts of base64url" }
        let signed = token[..<(parts[2].startIndex - 1)]
        let mac = secret.withBytes { HMAC.sha256(signed, key: $0) }
        guard ConstantTime.equals(Base64URL.encode(mac), Array(parts[2])) else {
            return "the signature is wrong"
        }
        guard let headerText = try? JSONText(header), headerText.root["alg"]?.string == "HS256"
        else { return "alg is not HS256" }
        guard let claims = try? JSONText(payload) else { return "the claims are no JSON" }
        return check(claims.root, token, now)
    }

    private static let scheme = Array("Bearer ".utf8)

    private mutating func check(_ claims: JSONValue, _ token: [UInt8], _ now: Int64) -> String? {
        let expected = [
            ("iss", context.appID), ("sub", context.installID), ("aud", context.instanceID),
            ("o.a.p.ctenantId", context.tenantID),
        ]
        for (name, value) in expected where claims[name]?.string != value {
            return "the claim \(name) is not \(value)"
        }
        guard let issuedAt = claims["iat"]?.integer, let expiresAt = claims["exp"]?.integer else {
            return "iat or exp is no whole number"
        }
        guard expiresAt - issuedAt == Int(Self.lifetime) else {
            return "exp is not \(Self.lifetime) seconds after iat"
        }
        if let stale = Self.freshness(Int64(issuedAt), now: now) { return stale }
        last = (token, Int64(issuedAt))
        return nil
    }

    private static func freshness(_ issuedAt: Int64, now: Int64) -> String? {
        if issuedAt > now + leeway { return "iat lies in the future" }
        return issuedAt + lifetime < now ? "the token has expired" : nil
    }
}
