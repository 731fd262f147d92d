import AMS
import Bridge
import Testing

@Suite struct `The token issuer` {
    let issuer = TokenIssuer()

    @Test func `makes the token that another implementation makes`() {
        let token = issuer.token(
            for: Forge.context(), installSecret: Forge.secret,
            now: UnixTime(milliseconds: 1_700_000_000_999))
        #expect(Forge.text(token) == TokenFixture.forProduct)
    }

    @Test func `makes what the verifier accepts, also with odd ids`() throws {
        let context = Forge.context(install: "\"\\\u{7}", instance: "ünï", tenant: "{}")
        let token = issuer.token(
            for: context, installSecret: Forge.secret, now: Forge.now)
        let verifier = TokenVerifier(
            installs: [Install(installID: context.installID, secret: Forge.secret)])
        let verified = try verifier.verify([UInt8]("Bearer ".utf8) + token, now: Forge.now)
        try verifier.check(verified, against: context)
        #expect(verified.claims.issuer == context.appID)
        #expect(verified.claims.subject == context.installID)
        let lifetime =
            verified.claims.expiresAt.milliseconds - verified.claims.issuedAt.milliseconds
        #expect(lifetime == 60_000)
    }

    @Test func `writes several audiences as a list, and leaves out what there is not`() throws {
        let claims = TokenClaims(
            issuer: nil, subject: nil, audience: ["a", "b"], tenantID: "6607",
            issuedAt: Forge.now, expiresAt: Forge.now.advanced(by: .seconds(30)))
        let token = TokenIssuer.token(claims, secret: Forge.secret)
        let verifier = TokenVerifier(installs: [Install(installID: "i", secret: Forge.secret)])
        let verified = try verifier.verify([UInt8]("Bearer ".utf8) + token, now: Forge.now)
        #expect(verified.claims == claims)
    }
}
