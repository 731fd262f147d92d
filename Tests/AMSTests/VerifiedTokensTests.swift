import AMS
import Bridge
import Crypto
import Testing

@Suite struct `Tokens that were found to be good before` {
    /// Lets in what one secret has signed.
    private final class Door {
        private let verifier = TokenVerifier(installs: [
            Install(installID: "a28b7df0-2a16-26e1-08e4-a302199208d9", secret: Forge.secret)
        ])
        private(set) var known = VerifiedTokens()

        func verify(
            _ token: String, now: UnixTime = Forge.now
        ) throws(TokenError) -> VerifiedToken {
            try verifier.verify([UInt8]("Bearer \(token)".utf8), now: now, known: &known)
        }

        func refuseNone() throws(TokenError) {
            _ = try verifier.verify(nil, now: Forge.now, known: &known)
        }

        /// One that nobody's secret fits lets in what is known, and nothing else.
        func knows(_ token: String) -> Bool {
            let nobody = TokenVerifier(installs: [])
            let authorization = [UInt8]("Bearer \(token)".utf8)
            return (try? nobody.verify(authorization, now: Forge.now, known: &known)) != nil
        }
    }

    private let door = Door()

    @Test func `say the same again`() throws {
        let token = Forge.token(Forge.claims())
        let other = Forge.token(Forge.claims("iss", #""q""#))
        let first = try door.verify(token)
        let another = try door.verify(other)
        #expect(try door.verify(token) == first)
        #expect(try door.verify(other) == another)
        #expect(first.claims.issuer == "p")
        #expect(another.claims.issuer == "q")
        #expect(door.known.count == 2)
    }

    @Test func `expire`() throws {
        let token = Forge.token(Forge.claims())
        _ = try door.verify(token)
        _ = try door.verify(token, now: UnixTime(seconds: 1_700_000_119))
        #expect(throws: TokenError.expired(secondsAgo: 60)) {
            try door.verify(token, now: UnixTime(seconds: 1_700_000_120))
        }
    }

    @Test func `are not yet good where the clock was put back`() throws {
        let token = Forge.token(Forge.claims("nbf", "1700000020"))
        _ = try door.verify(token)
        #expect(throws: TokenError.notYetValid(claim: "nbf", secondsAhead: 70)) {
            try door.verify(token, now: UnixTime(seconds: 1_699_999_950))
        }
    }

    @Test func `are no other ones with a character changed`() throws {
        let token = Forge.token(Forge.claims())
        _ = try door.verify(token)
        for place in token.indices where token[place] != "." {
            var forged = token
            forged.replaceSubrange(place...place, with: token[place] == "A" ? "B" : "A")
            // Wherever it is, and in the claims it may be another claim under the good signature.
            #expect(throws: TokenError.self) { try door.verify(forged) }
        }
        #expect(throws: TokenError.self) { try door.verify(token + "A") }
        #expect(throws: TokenError.self) { try door.verify(String(token.dropLast())) }
        #expect(throws: TokenError.missing) {
            try door.refuseNone()
        }
        #expect(door.known.count == 1)
    }

    @Test func `are none that were refused`() throws {
        let forged = Forge.token(Forge.claims(), secret: Secret([UInt8]("another".utf8)))
        let expired = Forge.token(Forge.claims())
        #expect(throws: TokenError.signature) { try door.verify(forged) }
        #expect(throws: TokenError.self) {
            try door.verify(expired, now: UnixTime(seconds: 1_700_000_200))
        }
        #expect(door.known.count == 0)
    }

    /// Many installs with a secret each.
    private final class Gate {
        private static let secrets = (0..<100).map { Secret([UInt8]("secret \($0)".utf8)) }
        private let verifier = TokenVerifier(
            installs: secrets.enumerated().map { Install(installID: "\($0)", secret: $1) })
        private(set) var known = VerifiedTokens()

        /// Whose secret fits a token about an instance. No two tokens are equal.
        func installs(
            signing instance: String, by number: Int, at second: Int
        ) throws(TokenError) -> Set<String> {
            let claims = Forge.claims("aud", #""\#(instance)""#)
                .replacing(#""p""#, with: #""p at \#(second)""#)
            return try installs(Forge.token(claims, secret: Self.secrets[number]))
        }

        func installs(_ token: String) throws(TokenError) -> Set<String> {
            let authorization = [UInt8]("Bearer \(token)".utf8)
            return try verifier.verify(authorization, now: Forge.now, known: &known).installIDs
        }
    }

    /// Whatever the secret of its instance was before: one may take another's place, and an install
    /// may name whom it likes.
    @Test func `say nothing about who has signed the next`() throws {
        let gate = Gate()
        for second in 0..<50 {
            for number in [3, 99, 0, 3] {
                #expect(
                    try gate.installs(signing: "a", by: number, at: second) == ["\(number)"])
            }
            #expect(try gate.installs(signing: "b", by: 7, at: second) == ["7"])
            for instance in ["a", "b", "c"] {
                let claims = Forge.claims("aud", #""\#(instance)""#)
                let forged = Forge.token(claims, secret: Secret([UInt8]("nobody's".utf8)))
                #expect(throws: TokenError.signature) { try gate.installs(forged) }
            }
        }
        #expect(gate.known.instanceCount == 2)
    }

    @Test func `are remembered for no more instances than there may be`() throws {
        let gate = Gate()
        let numbers = Array(0...VerifiedTokens.instancesMax)
        for number in numbers {
            let signer = number % 100
            #expect(
                try gate.installs(signing: "\(number)", by: signer, at: 0) == ["\(signer)"])
            #expect(gate.known.instanceCount == number % VerifiedTokens.instancesMax + 1)
        }
        let long = String(repeating: "x", count: 65)
        #expect(try gate.installs(signing: long, by: 1, at: 0) == ["1"])
        #expect(gate.known.instanceCount == 1)
    }

    @Test func `are few, and those that came last`() throws {
        let tokens = (0...VerifiedTokens.countMax).map {
            Forge.token(Forge.claims("iss", #""product \#($0)""#))
        }
        for token in tokens {
            _ = try door.verify(token)
            _ = try door.verify(tokens[0])
        }
        #expect(door.known.count == VerifiedTokens.countMax)
        #expect(tokens.map(door.knows) == tokens.indices.map { $0 != 1 })
    }
}
