package import Bridge
package import Crypto
import JSON

/// Makes the tokens that our calls to the product bear: a fresh one for every call and every retry.
package struct TokenIssuer: Sendable {
    /// "60 seconds after the JWT was created" on every page of AMS's documents.
    package let lifetime: Duration

    package init(lifetime: Duration = .seconds(60)) { self.lifetime = lifetime }

    /// The token of a call about an invocation: its claims are the same for export, import and
    /// completion (addendum to the protocol notes on AMS, "JWT claims").
    package func token(
        for context: InvocationContext, installSecret: Secret, now: UnixTime
    ) -> [UInt8] {
        let claims = TokenClaims(
            issuer: context.appID, subject: context.installID, audience: [context.instanceID],
            tenantID: context.tenantID, issuedAt: now, expiresAt: now.advanced(by: lifetime))
        return Self.token(claims, secret: installSecret)
    }

    /// A token with these claims, without the word "Bearer".
    package static func token(_ claims: TokenClaims, secret: Secret) -> [UInt8] {
        var token = header
        token.append(contentsOf: Base64URL.encode(json(claims)))
        let signature = secret.withBytes { HMAC.sha256(token, key: $0) }
        token.append(UInt8(ascii: "."))
        token.append(contentsOf: Base64URL.encode(signature))
        return token
    }

    private static let header =
        Base64URL.encode([UInt8](#"{"alg":"HS256","typ":"JWT"}"#.utf8)) + [UInt8(ascii: ".")]

    private static func json(_ claims: TokenClaims) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        if let issuer = claims.issuer {
            writer.key("iss")
            writer.string(issuer)
        }
        if let subject = claims.subject {
            writer.key("sub")
            writer.string(subject)
        }
        writer.key("aud")
        if claims.audience.count == 1 {
            writer.string(claims.audience[0])
        } else {
            writer.beginArray()
            for audience in claims.audience { writer.string(audience) }
            writer.endArray()
        }
        writer.key("exp")
        writer.integer(Int(claims.expiresAt.seconds))
        writer.key("iat")
        writer.integer(Int(claims.issuedAt.seconds))
        writer.key("o.a.p.ctenantId")
        writer.string(claims.tenantID)
        writer.endObject()
        return writer.bytes
    }
}
