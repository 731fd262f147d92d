package import Bridge
import Crypto
import JSON

/// Verifies the tokens of the product.
///
/// An invoke's token names a tenant and an instance but no install, so each secret is tried in turn
/// (an HMAC takes about a microsecond), the one first that fitted the instance's last token; then
/// the body's install must be one that fitted. The secret in the body is never used: a token that
/// is verified with it proves nothing.
///
/// Tokens have no id, and two invokes of an instance within a second bear the same one with
/// different bodies: a token is never single-use.
package struct TokenVerifier: Sendable {
    private struct Key: Sendable {
        let secret: Secret
        var installIDs: Set<String>
    }

    private let keys: [Key]
    private let rules: TokenRules

    package init(installs: [Install], rules: TokenRules = TokenRules()) {
        var keys: [Key] = []
        for install in installs {
            for secret in install.secrets {
                precondition(secret.byteCount > 0, "an empty secret signs for everybody")
                if let index = keys.firstIndex(where: { $0.secret == secret }) {
                    keys[index].installIDs.insert(install.installID)
                } else {
                    keys.append(Key(secret: secret, installIDs: [install.installID]))
                }
            }
        }
        self.keys = keys
        self.rules = rules
    }

    /// Verifies the value of a request's `Authorization` header; `nil` when it has none.
    ///
    /// Nothing that the claims say is believed before the signature fits, and a signature that
    /// fits nobody costs an HMAC for each secret there is, whatever tenant it names: neither the
    /// answer nor its time tells which tenants are known.
    package func verify(
        _ authorization: [UInt8]?, now: UnixTime
    ) throws(TokenError) -> VerifiedToken {
        var known = VerifiedTokens()
        return try verify(authorization, now: now, known: &known)
    }

    /// The same, of tokens that come again and again.
    ///
    /// - Parameter known: what was learnt from tokens before it, by this verifier; and from this
    ///   one.
    package func verify(
        _ authorization: [UInt8]?, now: UnixTime, known: inout VerifiedTokens
    ) throws(TokenError) -> VerifiedToken {
        guard let authorization else { throw .missing }
        if let token = known.token(writtenLike: authorization) {
            try token.claims.check(rules, now)
            return token
        }
        let token = try CompactToken(authorization: authorization)
        try Self.checkHeader(token.header)
        let instance = TokenClaims.instance(ofUnverified: token.claims)
        let place = place(ofKeyFor: token, likely: instance.flatMap { known.place(of: $0) })
        guard let place else { throw .signature }
        let claims = try TokenClaims(json: token.claims, rules: rules, now: now)
        let verified = VerifiedToken(installIDs: keys[place].installIDs, claims: claims)
        known.insert(verified, writtenLike: authorization)
        if let instance { known.remember(place, of: instance) }
        return verified
    }

    /// Which secret has signed a token. As many are tried as there are, where none has.
    ///
    /// - Parameter likely: the place of the one that is tried first.
    private func place(ofKeyFor token: CompactToken, likely: Int?) -> Int? {
        func fits(_ key: Key) -> Bool {
            let expected = key.secret.withBytes { HMAC.sha256(token.signed, key: $0) }
            return ConstantTime.equals(expected, token.signature)
        }
        if let likely, keys.indices.contains(likely), fits(keys[likely]) { return likely }
        return keys.indices.first { $0 != likely && fits(keys[$0]) }
    }

    /// Holds a token against the body that it came with.
    package func check(
        _ token: VerifiedToken, against context: InvocationContext
    ) throws(TokenError) {
        guard token.isSigned(by: context.installID) else { throw .otherInstall }
        guard token.claims.audience.contains(where: context.instanceID.hasSameBytes) else {
            throw .otherInstance
        }
        guard token.claims.tenantID.hasSameBytes(as: context.tenantID) else { throw .otherTenant }
    }

    /// Parameters that would name another key, another payload or another meaning (RFC 7515,
    /// section 4.1; RFC 7797, section 3). `cty` says that there is a token in the token. Section
    /// 4.1.11: an extension that is critical and not understood makes the token invalid.
    private static let forbidden = [
        "crit", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256", "b64", "zip", "enc", "cty",
    ]

    private static func checkHeader(_ json: [UInt8]) throws(TokenError) {
        let header = try TokenJSON.object(json, part: .header)
        // RFC 7515, section 4.1.1: the name is case-sensitive.
        guard header["alg"]?.string == "HS256" else { throw .algorithm }
        if let type = header["typ"], !type.isNull {
            guard type.string?.lowercased() == "jwt" else { throw .type }
        }
        for name in forbidden where header[name] != nil { throw .forbiddenParameter(name) }
        // RFC 7515, section 4.1.4: a string. It chooses no key here: every secret is tried.
        if let id = header["kid"], !id.isNull, id.string == nil { throw .forbiddenParameter("kid") }
    }
}
