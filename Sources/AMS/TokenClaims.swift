package import Bridge
import JSON

/// The claims of a token that the bridge reads or writes (protocol notes on AMS, 2.1).
package struct TokenClaims: Hashable, Sendable {
    /// `iss`: the product's UUID in an invoke, the app's in a call to the product.
    package let issuer: String?
    /// `sub`: the install's UUID in a call to the product; an invoke has none.
    package let subject: String?
    /// `aud`: the instance's UUID; a list of one in practice.
    package let audience: [String]
    /// `o.a.p.ctenantId`.
    package let tenantID: String
    package let issuedAt: UnixTime
    package let expiresAt: UnixTime
    /// `nbf`: no token of the product's has been seen to have it.
    private let notBefore: UnixTime?

    package init(
        issuer: String?, subject: String?, audience: [String], tenantID: String,
        issuedAt: UnixTime, expiresAt: UnixTime
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audience = audience
        self.tenantID = tenantID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        notBefore = nil
    }

    /// The name of the tenant's claim.
    static let tenantName = "o.a.p.ctenantId"

    /// Reads the claims of a verified token and holds them against the clock.
    init(
        json: [UInt8], rules: TokenRules, now: UnixTime
    ) throws(TokenError) {
        let claims = try TokenJSON.object(json, part: .claims)
        issuer = try TokenJSON.string(claims, "iss")
        subject = try TokenJSON.string(claims, "sub")
        audience = try TokenJSON.audience(claims)
        guard let tenantID = try TokenJSON.string(claims, Self.tenantName) else {
            throw .claimMissing(Self.tenantName)
        }
        self.tenantID = tenantID
        guard let expiresAt = try TokenJSON.date(claims, "exp") else { throw .claimMissing("exp") }
        guard let issuedAt = try TokenJSON.date(claims, "iat") else { throw .claimMissing("iat") }
        self.expiresAt = expiresAt
        self.issuedAt = issuedAt
        notBefore = try TokenJSON.date(claims, "nbf")
        try check(rules, now)
    }

    /// The instance that a token seems to be about, whoever may have written it: good for a guess
    /// whose secret has signed it, and for nothing else.
    static func instance(ofUnverified json: [UInt8]) -> String? {
        guard let claims = try? TokenJSON.object(json, part: .claims) else { return nil }
        return (try? TokenJSON.audience(claims))?.first
    }

    /// Holds the times against the clock: again each time that the token comes.
    func check(_ rules: TokenRules, _ now: UnixTime) throws(TokenError) {
        let leeway = rules.leeway.inMilliseconds
        let lifetime = expiresAt.milliseconds - issuedAt.milliseconds
        guard lifetime > 0 else { throw .endsBeforeItBegins }
        guard lifetime <= rules.lifetimeMax.inMilliseconds else {
            throw .lifetime(seconds: lifetime / 1000)
        }
        // RFC 7519, section 4.1.4: "on or after which the JWT MUST NOT be accepted".
        let age = now.milliseconds - expiresAt.milliseconds
        guard age < leeway else { throw .expired(secondsAgo: age / 1000) }
        let ahead = issuedAt.milliseconds - now.milliseconds
        guard ahead <= leeway else {
            throw .notYetValid(claim: "iat", secondsAhead: ahead / 1000)
        }
        guard let notBefore else { return }
        let early = notBefore.milliseconds - now.milliseconds
        guard early <= leeway else {
            throw .notYetValid(claim: "nbf", secondsAhead: early / 1000)
        }
    }
}
