import AMS
import Bridge
import Crypto
import Testing

@Suite struct `A forged token` {
    let verifier = TokenVerifier(installs: [
        Install(installID: "a28b7df0-2a16-26e1-08e4-a302199208d9", secret: Forge.secret)
    ])

    func refusal(_ authorization: String, now: UnixTime = Forge.now) -> TokenError? {
        do {
            _ = try verifier.verify([UInt8](authorization.utf8), now: now)
            return nil
        } catch { return error }
    }

    @Test func `is refused without a header`() {
        #expect(throws: TokenError.missing) { try verifier.verify(nil, now: Forge.now) }
    }

    @Test(arguments: [
        "", "Bearer", "Bearer ", "Basic dTpw", "Bearer\t\(TokenFixture.pyJWT)",
        "Bearer \(TokenFixture.pyJWT) ", "Bearer \(TokenFixture.pyJWT) x", TokenFixture.pyJWT,
    ])
    func `is refused unless it is a bearer token`(authorization: String) {
        #expect(refusal(authorization) == .notBearer)
    }

    @Test func `is refused when it is long`() {
        #expect(refusal("Bearer " + String(repeating: "a", count: 8_192)) == .tooLong)
    }

    @Test(arguments: [
        "a", "a.b", "...", "eyJhbGciOiJIUzI1NiJ9.e30", "\(TokenFixture.pyJWT).",
        "\(TokenFixture.pyJWT)=", "\(TokenFixture.pyJWT),", "\(TokenFixture.pyJWT)\r\n",
        // The last digit of 32 bytes has two unused bits: k is 0b100100, l is 0b100101.
        "\(TokenFixture.pyJWT.dropLast())l",
    ])
    func `is refused unless it is strict base64url`(token: String) {
        #expect(refusal("Bearer " + token) == .malformed)
    }

    @Test(arguments: [TokenFixture.unsigned, TokenFixture.hs512, TokenFixture.rs256])
    func `is refused with another algorithm`(token: String) {
        #expect(refusal("Bearer " + token) == .algorithm)
    }

    @Test(arguments: [
        "{}", #"{"alg":null}"#, #"{"alg":"hs256"}"#, #"{"alg":"none"}"#, #"{"alg":["HS256"]}"#,
        #"{"ALG":"HS256"}"#,
    ])
    func `is refused unless it says HS256, even when the signature fits`(header: String) {
        let token = Forge.token(Forge.claims(), header: header)
        #expect(refusal("Bearer " + token) == .algorithm)
    }

    @Test(arguments: [
        ("crit", #"["exp"]"#), ("jku", #""https://a""#), ("jwk", "{}"), ("x5u", #""https://a""#),
        ("x5c", "[]"), ("x5t", #""a""#), ("x5t#S256", #""a""#), ("cty", #""JWT""#), ("kid", "1"),
        ("b64", "false"), ("zip", #""DEF""#), ("enc", #""A128GCM""#),
    ])
    func `is refused with a parameter that changes the rules`(name: String, json: String) {
        let token = Forge.token(
            Forge.claims(), header: #"{"alg":"HS256","\#(name)":\#(json)}"#)
        #expect(refusal("Bearer " + token) == .forbiddenParameter(name))
    }

    @Test(arguments: [#""kid":"any""#, #""kid":null"#, #""x":{}"#])
    func `is not what a token with a harmless parameter is`(parameter: String) {
        let token = Forge.token(Forge.claims(), header: #"{"alg":"HS256",\#(parameter)}"#)
        #expect(refusal("Bearer " + token) == nil)
    }

    /// Whatever the claims say, they are not looked at before the signature fits: a stranger learns
    /// neither which tenants are known nor whether a stolen token has expired.
    @Test(arguments: [
        Forge.claims(), Forge.claims("o.a.p.ctenantId", #""unknown""#), Forge.claims("exp", "1"),
        Forge.claims("aud", nil), "{}", "no JSON",
    ])
    func `is refused for its signature first`(claims: String) {
        let other = Secret([UInt8]("another secret, of 32 bytes or more".utf8))
        #expect(refusal("Bearer " + Forge.token(claims, secret: other)) == .signature)
    }

    @Test func `is refused with another type`() {
        let nested = Forge.token(Forge.claims(), header: #"{"alg":"HS256","typ":"JWE"}"#)
        #expect(refusal("Bearer " + nested) == .type)
        let lower = Forge.token(Forge.claims(), header: #"{"alg":"HS256","typ":"jwt"}"#)
        #expect(refusal("Bearer " + lower) == nil)
    }

    @Test(arguments: [
        #"{"alg":"none","alg":"HS256"}"#, #"{"alg":"HS256","\u0061lg":"none"}"#, "[]", "", "{",
        "\u{FEFF}{}", #"{"a":{"b":{"c":{"d":{}}}}}"#,
    ])
    func `is refused with a header that is not one strict object`(header: String) {
        let token = Forge.token(Forge.claims(), header: header)
        guard case .badJSON(.header, _) = refusal("Bearer " + token) else {
            Issue.record("\(header) was taken")
            return
        }
    }

    @Test(arguments: [
        #"{"aud":"a","aud":"b"}"#, #""claims""#, "", Forge.claims() + " {}",
    ])
    func `is refused with claims that are not one strict object`(claims: String) {
        guard case .badJSON(.claims, _) = refusal("Bearer " + Forge.token(claims)) else {
            Issue.record("\(claims) was taken")
            return
        }
    }

    @Test func `is refused with another key, also the secret of its own body`() {
        let other = Secret([UInt8]("c4321e9f".utf8))
        #expect(refusal("Bearer " + Forge.token(Forge.claims(), secret: other)) == .signature)
    }

    @Test func `is refused when anything in it was changed`() throws {
        let bytes = [UInt8](TokenFixture.pyJWT.utf8)
        for index in bytes.indices where bytes[index] != UInt8(ascii: ".") {
            var forged = bytes
            forged[index] =
                forged[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(refusal("Bearer " + Forge.text(forged)) != nil, "byte \(index)")
        }
        for count in 0..<bytes.count {
            let truncated = Forge.text([UInt8](bytes[..<count]))
            #expect(refusal("Bearer " + truncated) != nil, "\(count) bytes")
        }
    }

    static let badClaims: [(name: String, json: String?, error: TokenError)] = [
        ("exp", nil, .claimMissing("exp")), ("exp", "null", .claimMissing("exp")),
        ("iat", nil, .claimMissing("iat")), ("aud", nil, .claimMissing("aud")),
        ("o.a.p.ctenantId", nil, .claimMissing("o.a.p.ctenantId")),
        ("exp", #""1700000060""#, .claimMalformed("exp")),
        ("exp", "1.7e9", .claimMalformed("exp")), ("exp", "-1", .claimMalformed("exp")),
        ("exp", "99999999999999999999", .claimMalformed("exp")),
        ("exp", "true", .claimMalformed("exp")), ("nbf", #""now""#, .claimMalformed("nbf")),
        ("aud", "6607", .claimMalformed("aud")), ("aud", "[1]", .claimMalformed("aud")),
        ("iss", "[]", .claimMalformed("iss")), ("sub", "1", .claimMalformed("sub")),
        ("o.a.p.ctenantId", "6607", .claimMalformed("o.a.p.ctenantId")),
        ("exp", "1700000301", .lifetime(seconds: 301)),
        ("exp", "1700000301000", .lifetime(seconds: 301)),
        ("exp", "4000000000", .lifetime(seconds: 2_300_000_000)),
        ("exp", "1700000000", .endsBeforeItBegins), ("exp", "1699999999", .endsBeforeItBegins),
        ("iat", "1700000061", .endsBeforeItBegins),
        ("nbf", "1700000091", .notYetValid(claim: "nbf", secondsAhead: 61)),
        ("nbf", "1700000091000", .notYetValid(claim: "nbf", secondsAhead: 61)),
    ]

    @Test(arguments: badClaims)
    func `is refused for a claim`(name: String, json: String?, error: TokenError) {
        #expect(refusal("Bearer " + Forge.token(Forge.claims(name, json))) == error)
    }

    @Test(arguments: [
        ("nbf", "1700000090"), ("nbf", "null"), ("exp", "1700000300"), ("exp", "1700000060.999"),
        ("iss", "null"), ("extra", "[[]]"),
    ])
    func `is not what a token at the edge is`(name: String, json: String) {
        #expect(refusal("Bearer " + Forge.token(Forge.claims(name, json))) == nil)
    }

    @Test func `with an empty list of audiences fits no instance`() throws {
        let token = Forge.token(Forge.claims("aud", "[]"))
        let verified = try verifier.verify([UInt8]("Bearer \(token)".utf8), now: Forge.now)
        #expect(throws: TokenError.otherInstance) {
            try verifier.check(verified, against: Forge.context())
        }
    }

    @Test(arguments: badClaims.map(\.error))
    func `is refused in words that hold nothing of it`(error: TokenError) {
        #expect(!error.text.isEmpty)
        #expect(!error.text.contains("eyJ"))
    }
}
