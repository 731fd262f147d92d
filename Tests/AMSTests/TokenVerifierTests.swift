import AMS
import Bridge
import Crypto
import Testing

@Suite struct `The token verifier` {
    let verifier = TokenVerifier(installs: [
        Install(installID: "another", secret: Secret([UInt8]("another secret".utf8))),
        Install(installID: "a28b7df0-2a16-26e1-08e4-a302199208d9", secret: Forge.secret),
        Install(installID: "its twin", secret: Forge.secret),
    ])

    func verify(
        _ token: String, scheme: String = "Bearer ", now: UnixTime = Forge.now
    ) throws(TokenError) -> VerifiedToken {
        try verifier.verify([UInt8]((scheme + token).utf8), now: now)
    }

    @Test(arguments: [
        TokenFixture.pyJWT, TokenFixture.withoutType, TokenFixture.milliseconds,
    ])
    func `accepts what other implementations make`(token: String) throws {
        let verified = try verify(token)
        #expect(verified.claims.issuer == "f866f138-0e2d-fd88-aa61-e8d21c7dbfee")
        #expect(verified.claims.subject == nil)
        #expect(verified.claims.audience == ["6ea036bb-8cfb-46c5-a826-d001d3a0349b"])
        #expect(verified.claims.tenantID == "6607")
        #expect(verified.claims.issuedAt == UnixTime(seconds: 1_700_000_000))
        #expect(verified.claims.expiresAt == UnixTime(seconds: 1_700_000_060))
        try verifier.check(verified, against: Forge.context())
    }

    @Test func `accepts the documents' sample at its time`() throws {
        let verified = try verify(TokenFixture.openSSL, now: UnixTime(seconds: 1_506_964_500))
        #expect(verified.claims.expiresAt == UnixTime(seconds: 1_506_964_515))
    }

    @Test func `accepts a list of audiences`() throws {
        let verified = try verify(TokenFixture.audienceList)
        #expect(verified.claims.audience == ["x", "6ea036bb-8cfb-46c5-a826-d001d3a0349b"])
        try verifier.check(verified, against: Forge.context())
    }

    @Test(arguments: ["bearer ", "BEARER ", "Bearer   "])
    func `takes the scheme in any case and with any number of spaces`(scheme: String) throws {
        _ = try verify(TokenFixture.pyJWT, scheme: scheme)
    }

    @Test func `names every install that shares the secret`() throws {
        let verified = try verify(TokenFixture.pyJWT)
        #expect(
            verified.installIDs == ["a28b7df0-2a16-26e1-08e4-a302199208d9", "its twin"])
        try verifier.check(verified, against: Forge.context(install: "its twin"))
    }

    @Test func `takes each secret of an install while one replaces another`() throws {
        let next = Secret([UInt8]("the secret that comes next, 32 bytes".utf8))
        let rotating = TokenVerifier(installs: [
            Install(
                installID: "a28b7df0-2a16-26e1-08e4-a302199208d9",
                secrets: [next, Forge.secret, next])
        ])
        for secret in [Forge.secret, next] {
            let token = [UInt8]("Bearer \(Forge.token(Forge.claims(), secret: secret))".utf8)
            let verified = try rotating.verify(token, now: Forge.now)
            try rotating.check(verified, against: Forge.context())
        }
        let over = TokenVerifier(installs: [
            Install(installID: "a28b7df0-2a16-26e1-08e4-a302199208d9", secret: next)
        ])
        #expect(throws: TokenError.signature) {
            try over.verify([UInt8]("Bearer \(TokenFixture.pyJWT)".utf8), now: Forge.now)
        }
    }

    @Test func `refuses a body of another install, instance or tenant`() throws {
        let verified = try verify(TokenFixture.pyJWT)
        #expect(throws: TokenError.otherInstall) {
            try verifier.check(verified, against: Forge.context(install: "another"))
        }
        #expect(throws: TokenError.otherInstance) {
            try verifier.check(verified, against: Forge.context(instance: "x"))
        }
        #expect(throws: TokenError.otherTenant) {
            try verifier.check(verified, against: Forge.context(tenant: "6608"))
        }
    }

    @Test func `does not take two spellings of a letter for one`() throws {
        let composed = try verify(Forge.token(Forge.claims("o.a.p.ctenantId", "\"\u{E9}\"")))
        #expect(throws: TokenError.otherTenant) {
            try verifier.check(composed, against: Forge.context(tenant: "e\u{301}"))
        }
        let accented = TokenVerifier(installs: [
            Install(installID: "\u{E9}", secret: Forge.secret)
        ])
        let token = [UInt8]("Bearer \(TokenFixture.pyJWT)".utf8)
        let verified = try accented.verify(token, now: Forge.now)
        try accented.check(verified, against: Forge.context(install: "\u{E9}"))
        #expect(throws: TokenError.otherInstall) {
            try accented.check(verified, against: Forge.context(install: "e\u{301}"))
        }
    }

    @Test func `holds the clock to the second`() throws {
        _ = try verify(TokenFixture.pyJWT, now: UnixTime(milliseconds: 1_700_000_119_999))
        #expect(throws: TokenError.expired(secondsAgo: 60)) {
            try verify(TokenFixture.pyJWT, now: UnixTime(seconds: 1_700_000_120))
        }
        _ = try verify(TokenFixture.pyJWT, now: UnixTime(seconds: 1_699_999_940))
        #expect(throws: TokenError.notYetValid(claim: "iat", secondsAhead: 61)) {
            try verify(TokenFixture.pyJWT, now: UnixTime(seconds: 1_699_999_939))
        }
    }

    @Test func `needs an install`() {
        let lonely = TokenVerifier(installs: [])
        #expect(throws: TokenError.signature) {
            try lonely.verify([UInt8]("Bearer \(TokenFixture.pyJWT)".utf8), now: Forge.now)
        }
    }
}
